-- Take away what this revision brought, once the functions that it replaced have their earlier bodies again.

DROP TRIGGER recyclique_erase ON public.user_status_history;
DROP FUNCTION recyclique_api_v1.purge, sync.on_erasure, sync.erase_person, sync.erase_archived, sync.speaks_of,
    sync.part_of, sync.till_text, sync.at_tills;
REVOKE UPDATE ON sync.centre_entries, sync.conflicts, public.audit_logs FROM recyclique_api;
REVOKE DELETE ON public.login_history, public.user_sessions FROM recyclique_api;

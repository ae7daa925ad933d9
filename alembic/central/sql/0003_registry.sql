-- Made by ``python -m recyclique_desktop.central.registry``; frozen with its revision.

DELETE FROM sync.registry;

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('categories', 'centre', 1, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "is_active": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "parent_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "price": {"kind": "money", "private": false, "derived": false, "needed": false},
 "max_price": {"kind": "money", "private": false, "derived": false, "needed": false},
 "display_order": {"kind": "int", "private": false, "derived": false, "needed": false},
 "is_visible": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "shortcut_key": {"kind": "text", "private": false, "derived": false, "needed": false},
 "deleted_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "official_name": {"kind": "text", "private": false, "derived": false, "needed": false},
 "display_order_entry": {"kind": "int", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('email_events', 'centre', 2, '{id}', false, '{
 "id": {"kind": "int", "private": false, "derived": false, "needed": false},
 "email_address": {"kind": "text", "private": true, "derived": false, "needed": true},
 "message_id": {"kind": "text", "private": false, "derived": false, "needed": false},
 "event_type": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "event_timestamp": {"kind": "moment", "private": false, "derived": false, "needed": true},
 "webhook_timestamp": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "error_code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "user_agent": {"kind": "text", "private": true, "derived": false, "needed": false},
 "ip_address": {"kind": "text", "private": true, "derived": false, "needed": false},
 "webhook_data": {"kind": "text", "private": true, "derived": false, "needed": false},
 "processed": {"kind": "text", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('email_statuses', 'centre', 3, '{id}', false, '{
 "id": {"kind": "int", "private": false, "derived": false, "needed": false},
 "email_address": {"kind": "text", "private": true, "derived": false, "needed": true},
 "message_id": {"kind": "text", "private": false, "derived": false, "needed": true},
 "current_status": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "last_updated": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "sent_timestamp": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "subject": {"kind": "text", "private": true, "derived": false, "needed": false},
 "provider": {"kind": "text", "private": false, "derived": false, "needed": false},
 "bounced_reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "error_details": {"kind": "text", "private": true, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('groups', 'centre', 4, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "description": {"kind": "text", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('payment_methods', 'centre', 5, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "code": {"kind": "text", "private": false, "derived": false, "needed": true},
 "label": {"kind": "text", "private": false, "derived": false, "needed": true},
 "kind": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "gives_change": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "in_drawer": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "needs_reference": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "account": {"kind": "text", "private": false, "derived": false, "needed": false},
 "position": {"kind": "int", "private": false, "derived": false, "needed": false},
 "active": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('permissions', 'centre', 6, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "description": {"kind": "text", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('setting_versions', 'centre', 7, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "key": {"kind": "text", "private": false, "derived": false, "needed": true},
 "scope": {"kind": "text", "private": false, "derived": false, "needed": false},
 "value": {"kind": "json", "private": false, "derived": false, "needed": true},
 "valid_from": {"kind": "day", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('settings', 'centre', 8, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "key": {"kind": "text", "private": false, "derived": false, "needed": true},
 "value": {"kind": "text", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('sites', 'centre', 9, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "address": {"kind": "text", "private": false, "derived": false, "needed": false},
 "city": {"kind": "text", "private": false, "derived": false, "needed": false},
 "postal_code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "country": {"kind": "text", "private": false, "derived": false, "needed": false},
 "configuration": {"kind": "json", "private": false, "derived": false, "needed": false},
 "is_active": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "legal_name": {"kind": "text", "private": false, "derived": false, "needed": false},
 "siret": {"kind": "text", "private": false, "derived": false, "needed": false},
 "rna": {"kind": "text", "private": false, "derived": false, "needed": false},
 "fiscal_regime": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "vat_code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "time_zone": {"kind": "text", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('tares', 'centre', 10, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "label": {"kind": "text", "private": false, "derived": false, "needed": true},
 "grams": {"kind": "int", "private": false, "derived": false, "needed": true},
 "position": {"kind": "int", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('admin_settings', 'centre', 11, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "key": {"kind": "text", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "value_encrypted": {"kind": "text", "private": true, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('cash_registers', 'centre', 12, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "location": {"kind": "text", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "is_active": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "workflow_options": {"kind": "json", "private": false, "derived": false, "needed": false},
 "enable_virtual": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "enable_deferred": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('category_reclassifications', 'centre', 13, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "from_category_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "to_category_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "period_start": {"kind": "day", "private": false, "derived": false, "needed": false},
 "period_end": {"kind": "day", "private": false, "derived": false, "needed": false},
 "reason": {"kind": "text", "private": false, "derived": false, "needed": false},
 "closed_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('group_permissions', 'centre', 14, '{group_id,permission_id}', true, '{
 "group_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "permission_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('legacy_category_mapping_cache', 'centre', 15, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "source_name_normalized": {"kind": "text", "private": false, "derived": false, "needed": true},
 "target_category_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "provider": {"kind": "text", "private": false, "derived": false, "needed": true},
 "confidence": {"kind": "real", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('preset_buttons', 'centre', 16, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "category_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "preset_price": {"kind": "money", "private": false, "derived": false, "needed": true},
 "button_type": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "sort_order": {"kind": "int", "private": false, "derived": false, "needed": true},
 "is_active": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('users', 'centre', 17, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "username": {"kind": "text", "private": true, "derived": false, "needed": true},
 "email": {"kind": "text", "private": true, "derived": false, "needed": false},
 "hashed_password": {"kind": "text", "private": true, "derived": false, "needed": true},
 "hashed_pin": {"kind": "text", "private": true, "derived": false, "needed": false},
 "telegram_id": {"kind": "text", "private": true, "derived": false, "needed": false},
 "first_name": {"kind": "text", "private": true, "derived": false, "needed": false},
 "last_name": {"kind": "text", "private": true, "derived": false, "needed": false},
 "phone_number": {"kind": "text", "private": true, "derived": false, "needed": false},
 "address": {"kind": "text", "private": true, "derived": false, "needed": false},
 "notes": {"kind": "text", "private": true, "derived": false, "needed": false},
 "skills": {"kind": "text", "private": true, "derived": false, "needed": false},
 "availability": {"kind": "text", "private": true, "derived": false, "needed": false},
 "role": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "is_active": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "operator_code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "sessions_valid_from": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('deposits', 'centre', 18, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "user_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "telegram_user_id": {"kind": "text", "private": true, "derived": false, "needed": false},
 "audio_file_path": {"kind": "text", "private": false, "derived": false, "needed": false},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "category": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "weight": {"kind": "weight", "private": false, "derived": false, "needed": false},
 "description": {"kind": "text", "private": true, "derived": false, "needed": false},
 "transcription": {"kind": "text", "private": true, "derived": false, "needed": false},
 "eee_category": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "confidence_score": {"kind": "real", "private": false, "derived": false, "needed": false},
 "alternative_categories": {"kind": "json", "private": false, "derived": false, "needed": false},
 "ai_classification": {"kind": "text", "private": false, "derived": false, "needed": false},
 "ai_confidence": {"kind": "real", "private": false, "derived": false, "needed": false},
 "rejected_reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('registration_requests', 'centre', 19, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "telegram_id": {"kind": "text", "private": true, "derived": false, "needed": true},
 "username": {"kind": "text", "private": true, "derived": false, "needed": false},
 "first_name": {"kind": "text", "private": true, "derived": false, "needed": false},
 "last_name": {"kind": "text", "private": true, "derived": false, "needed": false},
 "email": {"kind": "text", "private": true, "derived": false, "needed": false},
 "phone": {"kind": "text", "private": true, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "notes": {"kind": "text", "private": true, "derived": false, "needed": false},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "reviewed_by": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "reviewed_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "review_reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('user_groups', 'centre', 20, '{user_id,group_id}', true, '{
 "user_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "group_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('user_status_history', 'centre', 21, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "user_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "changed_by_admin_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "old_status": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "new_status": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "change_date": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "kind": {"kind": "text", "private": false, "derived": false, "needed": false},
 "old_state": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "new_state": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('workstations', 'centre', 22, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "code": {"kind": "text", "private": false, "derived": false, "needed": true},
 "kind": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "register_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "public_key": {"kind": "bytes", "private": false, "derived": false, "needed": true},
 "recovery_public_key": {"kind": "bytes", "private": false, "derived": false, "needed": false},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "revoked_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "successor_of": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "row_version": {"kind": "int", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('cash_sessions', 'device', 23, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "operator_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "register_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "initial_amount": {"kind": "money", "private": false, "derived": false, "needed": true},
 "current_amount": {"kind": "money", "private": false, "derived": true, "needed": true},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "opened_at": {"kind": "moment", "private": false, "derived": false, "needed": true},
 "closed_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "total_sales": {"kind": "money", "private": false, "derived": true, "needed": false},
 "total_items": {"kind": "int", "private": false, "derived": true, "needed": false},
 "closing_amount": {"kind": "money", "private": false, "derived": false, "needed": false},
 "actual_amount": {"kind": "money", "private": false, "derived": false, "needed": false},
 "variance": {"kind": "money", "private": false, "derived": false, "needed": false},
 "variance_comment": {"kind": "text", "private": true, "derived": false, "needed": false},
 "current_step": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "last_activity": {"kind": "moment", "private": false, "derived": true, "needed": false},
 "step_start_time": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "number": {"kind": "text", "private": false, "derived": false, "needed": false},
 "session_type": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "is_empty": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "business_date": {"kind": "day", "private": false, "derived": false, "needed": false},
 "workflow_options": {"kind": "json", "private": false, "derived": false, "needed": false},
 "establishment": {"kind": "json", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('corrections', 'device', 24, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "target_table": {"kind": "text", "private": false, "derived": false, "needed": true},
 "target_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "field": {"kind": "text", "private": false, "derived": false, "needed": true},
 "old": {"kind": "json", "private": false, "derived": false, "needed": false},
 "new": {"kind": "json", "private": false, "derived": false, "needed": false},
 "reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "actor_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "at": {"kind": "moment", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('email_logs', 'device', 25, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "recipient_email": {"kind": "text", "private": true, "derived": false, "needed": true},
 "recipient_name": {"kind": "text", "private": true, "derived": false, "needed": false},
 "subject": {"kind": "text", "private": true, "derived": false, "needed": true},
 "body_text": {"kind": "text", "private": true, "derived": false, "needed": false},
 "body_html": {"kind": "text", "private": true, "derived": false, "needed": false},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "email_type": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "external_id": {"kind": "text", "private": false, "derived": false, "needed": false},
 "error_message": {"kind": "text", "private": true, "derived": false, "needed": false},
 "sent_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "delivered_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "opened_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "clicked_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "bounced_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "user_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "additional_data": {"kind": "text", "private": true, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": true, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('import_batches', 'device', 26, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "file_name": {"kind": "text", "private": false, "derived": false, "needed": true},
 "sha256": {"kind": "text", "private": false, "derived": false, "needed": true},
 "kind": {"kind": "text", "private": false, "derived": false, "needed": true},
 "rows": {"kind": "int", "private": false, "derived": false, "needed": false},
 "totals": {"kind": "json", "private": false, "derived": false, "needed": false},
 "state": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "operator_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('login_history', 'device', 27, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "user_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "username": {"kind": "text", "private": true, "derived": false, "needed": false},
 "success": {"kind": "bool", "private": false, "derived": false, "needed": true},
 "client_ip": {"kind": "text", "private": true, "derived": false, "needed": false},
 "error_type": {"kind": "text", "private": false, "derived": false, "needed": false},
 "method": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "attempts": {"kind": "int", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": true}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('poste_reception', 'device', 28, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "opened_by_user_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "opened_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "closed_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "is_deferred": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "business_date": {"kind": "day", "private": false, "derived": false, "needed": false},
 "notes": {"kind": "text", "private": true, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('prints', 'device', 29, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "document_kind": {"kind": "text", "private": false, "derived": false, "needed": true},
 "document_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "copy_number": {"kind": "int", "private": false, "derived": false, "needed": true},
 "medium": {"kind": "text", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('user_sessions', 'device', 30, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "user_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "refresh_token_hash": {"kind": "text", "private": true, "derived": false, "needed": true},
 "access_token_jti": {"kind": "text", "private": true, "derived": false, "needed": false},
 "issued_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "expires_at": {"kind": "moment", "private": false, "derived": false, "needed": true},
 "last_used_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "last_ip": {"kind": "text", "private": true, "derived": false, "needed": false},
 "user_agent": {"kind": "text", "private": true, "derived": false, "needed": false},
 "revoked_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "method": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "locked_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": true, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('cash_counts', 'device', 31, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "session_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "moment": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "method_code": {"kind": "text", "private": false, "derived": false, "needed": true},
 "denomination": {"kind": "money", "private": false, "derived": false, "needed": false},
 "quantity": {"kind": "int", "private": false, "derived": false, "needed": false},
 "amount": {"kind": "money", "private": false, "derived": false, "needed": true},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('cash_movements', 'device', 32, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "session_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "operator_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "kind": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "amount": {"kind": "money", "private": false, "derived": false, "needed": true},
 "reason": {"kind": "text", "private": true, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('closures', 'device', 33, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "session_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "kind": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "number": {"kind": "text", "private": false, "derived": false, "needed": true},
 "period": {"kind": "text", "private": false, "derived": false, "needed": true},
 "first_number": {"kind": "text", "private": false, "derived": false, "needed": false},
 "last_number": {"kind": "text", "private": false, "derived": false, "needed": false},
 "opened_at": {"kind": "moment", "private": false, "derived": false, "needed": true},
 "closed_at": {"kind": "moment", "private": false, "derived": false, "needed": true},
 "totals": {"kind": "json", "private": false, "derived": false, "needed": true},
 "perpetual_algebraic": {"kind": "money", "private": false, "derived": false, "needed": true},
 "perpetual_absolute": {"kind": "money", "private": false, "derived": false, "needed": true},
 "perpetual_donations": {"kind": "money", "private": false, "derived": false, "needed": true},
 "expected": {"kind": "money", "private": false, "derived": false, "needed": false},
 "counted": {"kind": "money", "private": false, "derived": false, "needed": false},
 "variance": {"kind": "money", "private": false, "derived": false, "needed": false},
 "auto": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('sales', 'device', 34, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "cash_session_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "operator_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "total_amount": {"kind": "money", "private": false, "derived": false, "needed": true},
 "donation": {"kind": "money", "private": false, "derived": false, "needed": false},
 "payment_method": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "note": {"kind": "text", "private": true, "derived": false, "needed": false},
 "sale_date": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "recorded_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "business_date": {"kind": "day", "private": false, "derived": false, "needed": false},
 "kind": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "number": {"kind": "text", "private": false, "derived": false, "needed": false},
 "pricing_mode": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "waived_amount": {"kind": "money", "private": false, "derived": false, "needed": false},
 "corrects_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "updated_at": {"kind": "moment", "private": false, "derived": true, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('ticket_depot', 'device', 35, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "poste_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "benevole_user_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "closed_at": {"kind": "moment", "private": false, "derived": false, "needed": false},
 "status": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "number": {"kind": "text", "private": false, "derived": false, "needed": false},
 "is_deferred": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "business_date": {"kind": "day", "private": false, "derived": false, "needed": false},
 "notes": {"kind": "text", "private": true, "derived": false, "needed": false},
 "origin_channel": {"kind": "text", "private": false, "derived": false, "needed": false},
 "insee": {"kind": "text", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('ligne_depot', 'device', 36, '{id}', true, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "ticket_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "category_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "poids_kg": {"kind": "weight", "private": false, "derived": false, "needed": true},
 "destination": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "notes": {"kind": "text", "private": true, "derived": false, "needed": false},
 "is_exit": {"kind": "bool", "private": false, "derived": false, "needed": false},
 "line_no": {"kind": "int", "private": false, "derived": false, "needed": false},
 "created_by": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "weight_source": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "tare": {"kind": "weight", "private": false, "derived": false, "needed": false},
 "deposit_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('payment_transactions', 'device', 37, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "sale_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "payment_method": {"kind": "choice", "private": false, "derived": false, "needed": true},
 "amount": {"kind": "money", "private": false, "derived": false, "needed": true},
 "method_code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "tendered": {"kind": "money", "private": false, "derived": false, "needed": false},
 "change": {"kind": "money", "private": false, "derived": false, "needed": false},
 "reference": {"kind": "text", "private": true, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

INSERT INTO sync.registry (table_name, owner, rank, key, deletable, columns)
VALUES ('sale_items', 'device', 38, '{id}', false, '{
 "id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "sale_id": {"kind": "uuid", "private": false, "derived": false, "needed": true},
 "category": {"kind": "text", "private": false, "derived": false, "needed": true},
 "quantity": {"kind": "int", "private": false, "derived": false, "needed": true},
 "weight": {"kind": "weight", "private": false, "derived": false, "needed": false},
 "unit_price": {"kind": "money", "private": false, "derived": false, "needed": true},
 "total_price": {"kind": "money", "private": false, "derived": false, "needed": true},
 "notes": {"kind": "text", "private": true, "derived": false, "needed": false},
 "preset_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "line_no": {"kind": "int", "private": false, "derived": false, "needed": false},
 "category_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "category_label": {"kind": "text", "private": false, "derived": false, "needed": false},
 "list_price": {"kind": "money", "private": false, "derived": false, "needed": false},
 "preset_code": {"kind": "text", "private": false, "derived": false, "needed": false},
 "weight_source": {"kind": "choice", "private": false, "derived": false, "needed": false},
 "site_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "workstation_id": {"kind": "uuid", "private": false, "derived": false, "needed": false},
 "created_at": {"kind": "moment", "private": false, "derived": false, "needed": false}
}');

DELETE FROM sync.acts;

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('alert.answered', 'Alerte vue', 'operational', 'J', 'alert_answered', 'corrections');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('backup.created', 'Sauvegarde faite', 'operational', 'J', 'backup_created', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('backup.failed', 'Sauvegarde manquée', 'operational', 'J', 'backup_created', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('backup.restored', 'Poste remis depuis une sauvegarde', 'operational', 'J', 'db_import', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('cash.moved', 'Argent mis ou sorti du tiroir', 'fiscal', 'M', 'cash_moved', 'cash_movements');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('categories.imported', 'Catégories importées', 'operational', NULL, 'categories_imported', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('categories.ordered', 'Ordre des catégories changé', 'operational', NULL, 'category_updated', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.archived', 'Catégorie archivée', 'operational', NULL, 'category_archived', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.changed', 'Catégorie modifiée', 'operational', NULL, 'category_updated', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.created', 'Catégorie ajoutée', 'operational', NULL, 'category_created', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.moved', 'Catégorie déplacée', 'operational', NULL, 'category_updated', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('category.restored', 'Catégorie restaurée', 'operational', NULL, 'category_restored', 'categories');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('centre.answered', 'Demande traitée par le centre', 'operational', NULL, 'centre_answered', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('centre.changed', 'Donnée partagée modifiée au centre', 'operational', NULL, 'centre_changed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('centre.restored', 'Centre remis d’une sauvegarde', 'operational', NULL, 'centre_restored', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('conflict.settled', 'Désaccord réglé', 'operational', 'J', 'conflict_settled', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('data.exported', 'Données exportées', 'operational', 'J', 'data_exported', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('date.confirmed', 'Date du poste confirmée', 'operational', 'J', 'date_confirmed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.announced', 'Dépôt annoncé', 'operational', NULL, 'deposit_announced', 'deposits');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.changed', 'Dépôt modifié', 'operational', NULL, 'deposit_changed', 'ticket_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.closed', 'Dépôt terminé', 'operational', NULL, 'deposit_closed', 'ticket_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.corrected', 'Dépôt corrigé', 'operational', NULL, 'deposit_corrected', 'corrections');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.line_changed', 'Pesée modifiée', 'operational', NULL, 'deposit_line_changed', 'ligne_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.line_removed', 'Pesée retirée', 'operational', NULL, 'deposit_line_removed', 'ligne_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.line_weighed', 'Pesée enregistrée', 'operational', NULL, 'deposit_line_weighed', 'ligne_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.opened', 'Dépôt commencé', 'operational', NULL, 'deposit_opened', 'ticket_depot');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.refused', 'Dépôt annoncé refusé', 'operational', NULL, 'deposit_refused', 'deposits');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('deposit.validated', 'Dépôt annoncé validé', 'operational', NULL, 'deposit_validated', 'deposits');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('disposal.completed', 'Sortie enregistrée', 'operational', NULL, 'disposal_completed', 'sales');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('erasure.done', 'Personne anonymisée', 'operational', 'J', 'user_deleted', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('group.assigned', 'Personnes ajoutées au groupe', 'operational', NULL, 'group_assigned', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('group.changed', 'Groupe renommé', 'operational', NULL, 'group_updated', 'groups');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('group.created', 'Groupe ajouté', 'operational', NULL, 'group_created', 'groups');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('group.dissolved', 'Groupe vidé', 'operational', NULL, 'group_dissolved', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('group.unassigned', 'Personnes retirées du groupe', 'operational', NULL, 'group_removed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('journal.imported', 'Journal d’un autre poste transmis', 'operational', 'J', 'journal_imported', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('key.changed', 'Clé du poste changée', 'operational', 'J', 'key_changed', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('payment.refused', 'Carte refusée par le terminal', 'operational', 'J', 'ticket_edited', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('payment_method.added', 'Moyen de paiement ajouté', 'operational', NULL, 'setting_updated', 'payment_methods');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('payment_method.changed', 'Moyen de paiement modifié', 'operational', NULL, 'setting_updated', 'payment_methods');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('period.closed', 'Clôture d’une période', 'fiscal', 'G', 'period_closed', 'closures');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('permission.granted', 'Permission accordée', 'operational', NULL, 'permission_granted', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('permission.revoked', 'Permission retirée', 'operational', NULL, 'permission_revoked', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('permissions.completed', 'Permissions d’une nouvelle version', 'operational', NULL, 'permissions_completed', 'permissions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.came_back', 'Poste déverrouillé', 'operational', 'J', 'login_success', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.exported', 'Données d’une personne exportées', 'operational', 'J', 'data_exported', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.locked', 'Poste verrouillé', 'operational', 'J', 'screen_locked', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.sign_in_ended', 'Connexion terminée par le programme', 'operational', 'J', 'logout', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.sign_in_failed', 'Connexion échouée', 'operational', 'J', 'login_failed', 'login_history');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.signed_in', 'Connexion réussie', 'operational', 'J', 'login_success', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.signed_out', 'Déconnexion', 'operational', 'J', 'logout', 'user_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.unlocked', 'Compte débloqué', 'operational', 'J', 'sign_in_unlocked', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('person.viewed', 'Données d’une personne consultées', 'operational', 'J', 'personal_data_viewed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.archived', 'Bouton archivé', 'operational', NULL, 'preset_archived', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.changed', 'Bouton modifié', 'operational', NULL, 'preset_updated', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.created', 'Bouton ajouté', 'operational', NULL, 'preset_created', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('preset.restored', 'Bouton restauré', 'operational', NULL, 'preset_restored', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('presets.ordered', 'Ordre des boutons changé', 'operational', NULL, 'preset_updated', 'preset_buttons');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('price.allowed', 'Prix hors liste accepté', 'operational', 'J', 'price_allowed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.closed', 'Réception fermée', 'operational', NULL, 'reception_closed', 'poste_reception');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.imported', 'Relevé de réception importé', 'operational', NULL, 'reception_imported', 'import_batches');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.notebook_opened', 'Cahier de réception ouvert', 'operational', NULL, 'reception_opened', 'poste_reception');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.opened', 'Réception ouverte', 'operational', NULL, 'reception_opened', 'poste_reception');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('reception.resumed', 'Réception reprise', 'operational', 'J', 'reception_resumed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('registration.approved', 'Demande d’inscription acceptée', 'operational', NULL, 'user_created', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('registration.refused', 'Demande d’inscription refusée', 'operational', NULL, 'registration_refused', 'registration_requests');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('registration.requested', 'Demande d’inscription notée', 'operational', NULL, 'registration_requested', 'registration_requests');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('retention.applied', 'Anciennes connexions effacées', 'operational', 'J', 'retention_applied', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('sale.completed', 'Vente enregistrée', 'fiscal', 'T', 'sale_completed', 'sales');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('sale.corrected', 'Ticket corrigé', 'operational', NULL, 'sale_corrected', 'corrections');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('sale.payment_fixed', 'Moyen de paiement corrigé', 'fiscal', 'T', 'sale_payment_fixed', 'sales');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('sale.reversed', 'Vente annulée ou remboursée', 'fiscal', 'T', 'sale_reversed', 'sales');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.closed', 'Caisse fermée', 'fiscal', 'G', 'session_closed', 'closures');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.corrected', 'Date d’un cahier corrigée', 'operational', NULL, 'session_corrected', 'corrections');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.opened', 'Caisse ouverte', 'fiscal', 'M', 'session_opened', 'cash_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.read', 'Lecture de caisse sans fermer (X)', 'operational', 'J', 'session_read', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('session.resumed', 'Vente reprise', 'operational', 'J', 'session_resumed', 'cash_sessions');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('setting.changed', 'Réglage changé', 'operational', 'J', 'setting_updated', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('setting.regime_changed', 'Régime de TVA changé', 'operational', 'J', 'system_config_changed', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('ticket.abandoned', 'Ticket annulé avant paiement', 'operational', 'J', 'ticket_abandoned', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('ticket.line_removed', 'Ligne retirée avant paiement', 'operational', 'J', 'ticket_edited', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('training.entered', 'Entraînement commencé', 'operational', 'J', 'training_entered', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.approved', 'Inscription acceptée', 'operational', NULL, 'user_status_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.changed', 'Personne modifiée', 'operational', NULL, 'user_updated', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.created', 'Personne ajoutée', 'operational', NULL, 'user_created', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.deactivated', 'Personne désactivée', 'operational', NULL, 'user_status_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.groups_changed', 'Équipes changées', 'operational', NULL, 'group_assigned', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.groups_left', 'Équipes retirées', 'operational', NULL, 'group_removed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.password_changed', 'Mot de passe changé', 'operational', NULL, 'password_reset', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.password_forced', 'Mot de passe remplacé', 'operational', NULL, 'password_forced', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.pin_changed', 'Code personnel changé', 'operational', NULL, 'pin_reset', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.pin_cleared', 'Code personnel effacé', 'operational', NULL, 'pin_reset', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.reactivated', 'Personne réactivée', 'operational', NULL, 'user_status_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.rejected', 'Inscription refusée', 'operational', NULL, 'user_status_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.role_changed', 'Rôle changé', 'operational', NULL, 'user_role_changed', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('user.signed_out', 'Personne déconnectée partout', 'operational', NULL, 'sessions_revoked', 'users');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.enrolled', 'Poste rattaché au centre', 'operational', NULL, 'workstation_enrolled', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.initialised', 'Poste installé', 'operational', 'J', 'workstation_initialised', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.restored', 'Poste reconstruit', 'operational', 'J', 'workstation_restored', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.revoked', 'Poste révoqué', 'operational', NULL, 'workstation_revoked', 'workstations');

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.started', 'Programme démarré', 'operational', 'J', 'workstation_started', NULL);

INSERT INTO sync.acts (name, label, class, series, audit, target)
VALUES ('workstation.succeeded', 'Poste repris par un autre', 'operational', 'J', 'workstation_succeeded', NULL);

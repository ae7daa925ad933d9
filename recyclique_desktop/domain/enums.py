"""The closed lists. Each member's value is what is stored.

Labels of 1.4.4 are kept letter for letter (``data-dictionary.md`` §2): some tables hold the upper-case
name, some the lower-case value, some a dashed word. Ours are lower-case words.
"""

from __future__ import annotations

from enum import StrEnum


class UserRole(StrEnum):
    SUPER_ADMIN = "super-admin"
    ADMIN = "admin"
    USER = "user"


class UserStatus(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    ACTIVE = "active"


class SignInMethod(StrEnum):
    PIN = "pin"
    PASSWORD = "password"


class EmailStatus(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    BOUNCED = "bounced"
    FAILED = "failed"


class EmailType(StrEnum):
    PASSWORD_RESET = "password_reset"
    WELCOME = "welcome"
    NOTIFICATION = "notification"
    ADMIN_NOTIFICATION = "admin_notification"
    OTHER = "other"


class EmailEventType(StrEnum):
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    SPAM = "spam"
    BLOCKED = "blocked"
    OPENED = "opened"
    CLICKED = "clicked"
    UNSUBSCRIBED = "unsubscribed"
    ERROR = "error"


class CashSessionStatus(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class CashSessionStep(StrEnum):
    ENTRY = "ENTRY"
    SALE = "SALE"
    EXIT = "EXIT"


class SessionType(StrEnum):
    REAL = "real"
    DEFERRED = "deferred"
    LEGACY = "legacy"


class ButtonType(StrEnum):
    DONATION = "DONATION"
    RECYCLING = "RECYCLING"


class RegistrationStatus(StrEnum):
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class DepositStatus(StrEnum):
    PENDING_AUDIO = "PENDING_AUDIO"
    AUDIO_PROCESSING = "AUDIO_PROCESSING"
    PENDING_VALIDATION = "PENDING_VALIDATION"
    CLASSIFICATION_FAILED = "CLASSIFICATION_FAILED"
    CLASSIFIED = "CLASSIFIED"
    VALIDATED = "VALIDATED"
    COMPLETED = "COMPLETED"


class EEECategory(StrEnum):
    SMALL_APPLIANCE = "SMALL_APPLIANCE"
    LARGE_APPLIANCE = "LARGE_APPLIANCE"
    IT_EQUIPMENT = "IT_EQUIPMENT"
    LIGHTING = "LIGHTING"
    TOOLS = "TOOLS"
    TOYS = "TOYS"
    MEDICAL_DEVICES = "MEDICAL_DEVICES"
    MONITORING_CONTROL = "MONITORING_CONTROL"
    AUTOMATIC_DISPENSERS = "AUTOMATIC_DISPENSERS"
    OTHER = "OTHER"


class Destination(StrEnum):
    MAGASIN = "MAGASIN"
    RECYCLAGE = "RECYCLAGE"
    DECHETERIE = "DECHETERIE"


class LegacyPaymentMethod(StrEnum):
    """The only words that ``payment_method`` columns of 1.4.4 may receive (``decisions.md``)."""

    CASH = "CASH"
    CARD = "CARD"
    CHECK = "CHECK"
    FREE = "FREE"


class PaymentKind(StrEnum):
    CASH = "cash"
    CHECK = "check"
    CARD = "card"
    TRANSFER = "transfer"
    OTHER = "other"

    @property
    def legacy(self) -> LegacyPaymentMethod:
        """The nearest word of 1.4.4."""
        return _NEAREST.get(self, LegacyPaymentMethod.CARD)


_NEAREST = {
    PaymentKind.CASH: LegacyPaymentMethod.CASH,
    PaymentKind.CHECK: LegacyPaymentMethod.CHECK,
    PaymentKind.CARD: LegacyPaymentMethod.CARD,
}


class ReceptionStatus(StrEnum):
    """Of a ``poste_reception`` and of a ``ticket_depot``."""

    OPENED = "opened"
    CLOSED = "closed"


class SaleKind(StrEnum):
    SALE = "sale"
    DISPOSAL = "disposal"
    REVERSAL = "reversal"


class PricingMode(StrEnum):
    ITEMIZED = "itemized"
    GLOBAL = "global"


class CountMoment(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    HAND_OVER = "hand-over"


class CashMovementKind(StrEnum):
    IN = "in"
    OUT = "out"
    BANK = "bank"
    SAFE = "safe"


class ClosureKind(StrEnum):
    SESSION = "session"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class WorkstationKind(StrEnum):
    TILL = "till"
    RECEPTION = "reception"
    OFFICE = "office"

    @property
    def code_letter(self) -> str:
        """First letter of this kind's workstation codes: C01, R01, B01."""
        return {"till": "C", "reception": "R", "office": "B"}[self.value]


class WorkstationStatus(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"


class WeightSource(StrEnum):
    SCALE = "scale"
    TYPED = "typed"
    ESTIMATED = "estimated"
    NONE = "none"


class BatchState(StrEnum):
    STARTED = "started"
    COMMITTED = "committed"
    UNDONE = "undone"


class FiscalRegime(StrEnum):
    """VAT position of the shop (``french-practice.md`` §1.1); the journal runs in all of them."""

    EXEMPT_261_7_1 = "exempt_261_7_1"
    FRANCHISE_206_1BIS = "franchise_206_1bis"
    FRANCHISE_293B = "franchise_293B"
    TAXABLE = "taxable"


class JournalClass(StrEnum):
    FISCAL = "fiscal"
    OPERATIONAL = "operational"
    PERSONAL = "personal"


class LedgerStatus(StrEnum):
    """Of an entry at the centre (``sync.md`` §3)."""

    STORED = "stored"
    APPLIED = "applied"
    PARKED = "parked"


class Series(StrEnum):
    """Number series inside the one chain (``sync.md``, *Words*)."""

    TICKET = "T"
    COPY = "C"
    CLOSURE = "G"
    TECHNICAL = "J"
    ARCHIVE = "A"
    CASH_MOVEMENT = "M"
    PROVISIONAL = "B"


class Permission(StrEnum):
    """What a person may do. The first eight are rows seeded by 1.4.4; the rest are ours."""

    CAISSE = "caisse.access"
    CAISSE_VIRTUAL = "caisse.virtual.access"
    CAISSE_DEFERRED = "caisse.deferred.access"
    RECEPTION = "reception.access"
    USERS_MANAGE = "admin.users.manage"
    GROUPS_MANAGE = "admin.groups.manage"
    REPORTS_VIEW = "reports.view"
    REPORTS_EXPORT = "reports.export"
    CAISSE_REFUND = "caisse.refund"
    CAISSE_CASH_MOVE = "caisse.cash.move"
    CAISSE_VARIANCE = "caisse.variance.approve"
    CAISSE_CORRECT = "caisse.correct"
    RECEPTION_DEFERRED = "reception.deferred.access"
    RECEPTION_CORRECT = "reception.correct"
    CATALOGUE_MANAGE = "admin.categories.manage"
    SETTINGS_MANAGE = "admin.settings.manage"
    DEVICES_MANAGE = "admin.devices.manage"
    AUDIT_VIEW = "admin.audit.view"
    PRIVACY_MANAGE = "admin.privacy.manage"


class AuditActionType(StrEnum):
    """Values of ``audit_logs.action_type``: the nineteen of 1.4.4, then ours."""

    LOGIN_SUCCESS = "login_success"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    USER_CREATED = "user_created"
    USER_UPDATED = "user_updated"
    USER_DELETED = "user_deleted"
    USER_STATUS_CHANGED = "user_status_changed"
    USER_ROLE_CHANGED = "user_role_changed"
    PASSWORD_FORCED = "password_forced"
    PASSWORD_RESET = "password_reset"
    PIN_RESET = "pin_reset"
    PERMISSION_GRANTED = "permission_granted"
    PERMISSION_REVOKED = "permission_revoked"
    GROUP_ASSIGNED = "group_assigned"
    GROUP_REMOVED = "group_removed"
    SYSTEM_CONFIG_CHANGED = "system_config_changed"
    DATA_EXPORTED = "data_exported"
    BACKUP_CREATED = "backup_created"
    DB_IMPORT = "db_import"
    SESSION_OPENED = "session_opened"
    SESSION_RESUMED = "session_resumed"
    SESSION_CLOSED = "session_closed"
    SESSION_CORRECTED = "session_corrected"
    SALE_COMPLETED = "sale_completed"
    SALE_REVERSED = "sale_reversed"
    DISPOSAL_COMPLETED = "disposal_completed"
    SALE_PAYMENT_FIXED = "sale_payment_fixed"
    CASH_MOVED = "cash_moved"
    PERIOD_CLOSED = "period_closed"
    SESSION_READ = "session_read"
    TICKET_EDITED = "ticket_edited"
    TICKET_ABANDONED = "ticket_abandoned"
    PRICE_ALLOWED = "price_allowed"
    CATEGORIES_IMPORTED = "categories_imported"
    WORKSTATION_STARTED = "workstation_started"
    TRAINING_ENTERED = "training_entered"
    WORKSTATION_INITIALISED = "workstation_initialised"
    DATE_CONFIRMED = "date_confirmed"
    KEY_CHANGED = "key_changed"
    WORKSTATION_RESTORED = "workstation_restored"
    WORKSTATION_SUCCEEDED = "workstation_succeeded"
    JOURNAL_IMPORTED = "journal_imported"
    SIGN_IN_UNLOCKED = "sign_in_unlocked"
    SCREEN_LOCKED = "screen_locked"
    SESSIONS_REVOKED = "sessions_revoked"
    CATEGORY_CREATED = "category_created"
    CATEGORY_UPDATED = "category_updated"
    CATEGORY_ARCHIVED = "category_archived"
    CATEGORY_RESTORED = "category_restored"
    PRESET_CREATED = "preset_created"
    PRESET_UPDATED = "preset_updated"
    PRESET_ARCHIVED = "preset_archived"
    PRESET_RESTORED = "preset_restored"
    CONFLICT_SETTLED = "conflict_settled"
    CENTRE_CHANGED = "centre_changed"
    CENTRE_ANSWERED = "centre_answered"
    CENTRE_RESTORED = "centre_restored"
    WORKSTATION_ENROLLED = "workstation_enrolled"
    WORKSTATION_REVOKED = "workstation_revoked"
    REGISTRATION_REQUESTED = "registration_requested"
    REGISTRATION_REFUSED = "registration_refused"
    RECEPTION_OPENED = "reception_opened"
    RECEPTION_RESUMED = "reception_resumed"
    RECEPTION_CLOSED = "reception_closed"
    DEPOSIT_OPENED = "deposit_opened"
    DEPOSIT_CHANGED = "deposit_changed"
    DEPOSIT_CLOSED = "deposit_closed"
    DEPOSIT_LINE_WEIGHED = "deposit_line_weighed"
    DEPOSIT_LINE_CHANGED = "deposit_line_changed"
    DEPOSIT_LINE_REMOVED = "deposit_line_removed"
    SETTING_UPDATED = "setting_updated"
    ALERT_ANSWERED = "alert_answered"
    PERSONAL_DATA_VIEWED = "personal_data_viewed"
    RETENTION_APPLIED = "retention_applied"
    DEPOSIT_CORRECTED = "deposit_corrected"
    DEPOSIT_ANNOUNCED = "deposit_announced"
    DEPOSIT_VALIDATED = "deposit_validated"
    DEPOSIT_REFUSED = "deposit_refused"
    RECEPTION_IMPORTED = "reception_imported"
    GROUP_CREATED = "group_created"
    GROUP_UPDATED = "group_updated"
    GROUP_DISSOLVED = "group_dissolved"
    PERMISSIONS_COMPLETED = "permissions_completed"
    SALE_CORRECTED = "sale_corrected"

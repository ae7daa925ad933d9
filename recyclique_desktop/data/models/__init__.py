"""Every entity, one module per family of the data dictionary. Import them from here."""

from recyclique_desktop.data.base import Base
from recyclique_desktop.data.models.audit import AuditLog, Correction
from recyclique_desktop.data.models.cash import CashCount, CashMovement, CashSession, Closure, Print
from recyclique_desktop.data.models.catalogue import (
    Category,
    CategoryReclassification,
    LegacyCategoryMapping,
    PaymentMethod,
    PresetButton,
    Tare,
)
from recyclique_desktop.data.models.deposits import Deposit
from recyclique_desktop.data.models.journal import (
    Counter,
    DeviceSetting,
    JournalEntry,
    PendingEdit,
    SyncCursor,
    Throttle,
)
from recyclique_desktop.data.models.mail import EmailEvent, EmailLog, EmailStatusRow, MailQueue
from recyclique_desktop.data.models.people import (
    Group,
    GroupPermission,
    LoginHistory,
    Permission,
    RegistrationRequest,
    User,
    UserGroup,
    UserSession,
    UserStatusHistory,
)
from recyclique_desktop.data.models.places import CashRegister, Site, Workstation
from recyclique_desktop.data.models.reception import ImportBatch, LigneDepot, PosteReception, TicketDepot
from recyclique_desktop.data.models.sales import DraftSale, PaymentTransaction, Sale, SaleItem
from recyclique_desktop.data.models.settings import AdminSetting, Setting, SettingVersion
from recyclique_desktop.data.models.sides import device_tables, local_tables, settle
from recyclique_desktop.data.models.sync import (
    CentreEntry,
    CentreRow,
    Conflict,
    Device,
    EnrolmentCode,
    EntryId,
    IdAlias,
    Lease,
    LedgerEntry,
    ParkedEntry,
    PendingChange,
    RegisteredAct,
    RegisteredTable,
    Stream,
    SyncLog,
)

settle(Base.metadata)

__all__ = [
    "AdminSetting",
    "AuditLog",
    "Base",
    "CashCount",
    "CashMovement",
    "CashRegister",
    "CashSession",
    "Category",
    "CategoryReclassification",
    "CentreEntry",
    "CentreRow",
    "Closure",
    "Conflict",
    "Correction",
    "Counter",
    "Deposit",
    "Device",
    "DeviceSetting",
    "DraftSale",
    "EmailEvent",
    "EmailLog",
    "EmailStatusRow",
    "EnrolmentCode",
    "EntryId",
    "Group",
    "GroupPermission",
    "IdAlias",
    "ImportBatch",
    "JournalEntry",
    "Lease",
    "LedgerEntry",
    "LegacyCategoryMapping",
    "LigneDepot",
    "LoginHistory",
    "MailQueue",
    "ParkedEntry",
    "PaymentMethod",
    "PaymentTransaction",
    "PendingChange",
    "PendingEdit",
    "Permission",
    "PosteReception",
    "PresetButton",
    "Print",
    "RegisteredAct",
    "RegisteredTable",
    "RegistrationRequest",
    "Sale",
    "SaleItem",
    "Setting",
    "SettingVersion",
    "Site",
    "Stream",
    "SyncCursor",
    "SyncLog",
    "Tare",
    "Throttle",
    "TicketDepot",
    "User",
    "UserGroup",
    "UserSession",
    "UserStatusHistory",
    "Workstation",
    "device_tables",
    "local_tables",
]

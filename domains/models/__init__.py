"""The database tables. Each module contains one table or a few related ones. ``Domain`` is also the queue."""

from domains.models.api_token import ApiToken
from domains.models.audit_entry import AuditEntry
from domains.models.batch import Batch, BatchJob
from domains.models.blocked_domain import BlockedDomain
from domains.models.change import Change, ChangeCounter, ErasedDomain
from domains.models.claim_turn import ClaimTurn
from domains.models.dns_answer import DnsAnswer
from domains.models.domain import Domain, RescanWhen
from domains.models.domain_contact import DomainContact
from domains.models.erasure import Erasure
from domains.models.host_cooldown import HostCooldown
from domains.models.idempotent_request import IdempotentRequest
from domains.models.list_columns import ListColumns
from domains.models.notice import Notice, NoticeReceiver
from domains.models.page import Page
from domains.models.privacy_policy import PrivacyPolicy
from domains.models.rate_window import RateWindow
from domains.models.rescan_policy import RescanPolicy
from domains.models.saved_filter import SavedFilter
from domains.models.scan import Scan
from domains.models.scheduler_pause import SchedulerPause
from domains.models.screenshot import Screenshot
from domains.models.suppression import Suppression
from domains.models.upload import Upload
from domains.models.webhook import Delivery, Webhook
from domains.models.webhook_receiver import WebhookReceiver

__all__ = [
    "ApiToken",
    "AuditEntry",
    "Batch",
    "BatchJob",
    "BlockedDomain",
    "Change",
    "ChangeCounter",
    "ClaimTurn",
    "Delivery",
    "DnsAnswer",
    "Domain",
    "DomainContact",
    "ErasedDomain",
    "Erasure",
    "HostCooldown",
    "IdempotentRequest",
    "ListColumns",
    "Notice",
    "NoticeReceiver",
    "Page",
    "PrivacyPolicy",
    "RateWindow",
    "RescanPolicy",
    "RescanWhen",
    "SavedFilter",
    "Scan",
    "SchedulerPause",
    "Screenshot",
    "Suppression",
    "Upload",
    "Webhook",
    "WebhookReceiver",
]

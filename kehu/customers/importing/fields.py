"""The fields of a customer that a column may fill, with every heading they are known under."""

from django.utils.translation import gettext_lazy as _

from kehu.customers.import_headings import CUSTOMER_HEADINGS, CUSTOMER_KINDS, SELDOM_HEADINGS
from kehu.customers.models import LifecycleStage
from kehu.customers.objects import CONTACT, CUSTOMER
from kehu.customers.objects.headings import CONTACT_HEADINGS
from kehu.customers.queries.territories import by_name
from kehu.foundation.access.fields import access
from kehu.foundation.access.models import FieldAccess, User
from kehu.foundation.fields.queries import as_fields
from kehu.foundation.objects.registry import Field, Kind, ObjectType
from kehu.foundation.transfer.targets import TargetField
from kehu.foundation.values.word_tables import read

# Headings that only say "more of the same" come after all the surer ones.
LESS_SURE = 40
OTHER_NAMES = {  # our key: key in the headings of other programs
    "standings": "standing", "employees": "size", "annual_revenue": "revenue", "other_phone": "phone_2",
    "other_email": "email_2",
}  # fmt: skip
LOOKS = {"mobile": "mobile", "identity_number": "identity_number", "credit_code": "identity_number", "website": "url"}


# Words of other programs and of plain sheets for our choices.
ALIASES = {
    "kind": read(
        """
        person: 个人 | 个人客户 | 自然人 | 个体 | 人 | 联系人 | contact | individual | b2c | consumer | 消费者 |
            false | 否 | no |
            private | human | 家庭客户 | 公众客户 | 大众客户
        organisation: 企业 | 公司 | 单位 | 组织 | 机构 | 企业客户 | 公司客户 | 政企客户 | 集团客户 | 法人 |
            company | organization |
            business | account | b2b | corporate | enterprise | true | 是 | yes | 政府 | 商业客户 | 单位客户 |
            机构客户
        """
    ),
    "tier": read(
        """
        key: vip | 重点 | 重点客户 | 大客户 | 关键客户 | 战略客户 | s | s级 | 钻石 | 钻石卡 | 白金 |
            key account | strategic |
            platinum | diamond | 五星 | 5
        a: a级 | a类 | a类客户 | 高 | 高价值 | 重要 | 重要客户 | hot | gold | 金 | 金卡 | high | 四星 | 4 | 一级
        b: b级 | b类 | b类客户 | 中 | 中等 | warm | silver | 银 | 银卡 | medium | 三星 | 3 | 二级 | 一般客户
        c: c级 | c类 | c类客户 | 低 | 普通 | 普通客户 | cold | bronze | 铜 | 铜卡 | low | 一般 | 二星 | 2 |
            三级 | 1 | 一星 | d | d级
        """
    ),
    "gender": read(
        """
        male: m | 男 | 男性 | 先生 | mr | man | 1
        female: f | 女 | 女性 | 女士 | 小姐 | ms | mrs | woman | 2
        other: 其他 | other | x | o
        """
    ),
    "standings": read(
        """
        consumer: 消费者 | 个人客户 | 个人 | customer | 客户 | customer - direct | end user
        company: 企业 | 公司客户 | 企业客户 | business
        dealer: 经销商 | 代理商 | 渠道商 | 渠道 | 中间商 | reseller | distributor | agent | channel partner |
            customer - channel | channel partner / reseller | 分销商 | 中介
        department: 内部部门 | 部门
        employee: 员工 | 内部员工 | staff
        government: 政府 | 政府机构 | 机关 | 事业单位
        supplier: 供应商 | 供货商 | vendor
        media: 媒体 | press
        partner: 合作伙伴 | 伙伴 | partner | integrator | installation partner | technology partner | investor
        """
    ),
    "lifecycle_stage": read(
        """
        potential: 潜在 | 潜在客户 | 线索 | lead | prospect | subscriber | new | 新客户 | 新线索 | 未联系 |
            open | 陌生 | 待跟进 |
            open - not contacted
        interested: 意向 | 意向客户 | 有意向 | 感兴趣 | marketing qualified lead | mql | contacted | working |
            跟进中 | 已联系 |
            联系中 | working - contacted | attempted to contact | connected
        qualified: 合格 | 商机 | 机会 | sales qualified lead | sql | opportunity | qualified | 谈判 | 谈判中 | 报价
        contracted: 签约 | 已签约 | 成交 | 已成交 | 成交客户 | customer | won | closed won | 合作客户 | 已签
        active: 活跃 | 在网 | 正常 | 正常客户 | 合作中 | 在用 | 使用中 | active | evangelist | 老客户 | 使用
        member: 会员 | 正式会员
        dormant: 休眠 | 沉睡 | 停机 | 不活跃 | inactive | 暂停 | 暂缓
        lost: 流失 | 已流失 | 流失客户 | 丢单 | 离网 | 销户 | lost | closed lost | churned | unqualified |
            无效 | 拆机 | 已退网 | 失效
        """
    ),
    "preferred_channel": read(
        """
        phone: 电话 | 手机 | call | telephone
        email: 邮件 | 邮箱 | mail
        sms: 短信 | text
        wechat: 微信
        letter: 信函 | post
        """
    ),
}

EXTRA = (
    TargetField("phone_3", _("Third phone"), Kind.PHONE),
    TargetField("credit_code", _("Credit code or tax number"), Kind.IDENTITY),
    TargetField("organisation", _("Works for"), Kind.REFERENCE, reference="customer"),
    TargetField("department", _("Department there")),
    TargetField("consent_marketing", _("Agrees to marketing"), Kind.BOOLEAN),
)
# A short list is offered on our forms, but what another program says is a fact too.
SAID_FREELY = {"industry", "currency"}
LEFT_OUT = {"updated_at", "last_contact_at"}


def customer_fields(user: User) -> list[TargetField]:
    """The fields this user may fill, in the order in which a form offers them."""
    fields = [_field(one) for one in CUSTOMER.fields if one.importable and one.key not in LEFT_OUT]
    at = next(place for place, field in enumerate(fields) if field.key == "job_title")
    extra = [_named(one) for one in EXTRA]
    fields[at:at] = extra[2:4]
    fields += [*extra[:2], extra[4], *custom_fields("customer", user)]
    return [one for one in fields if access(user, "customer", one.key) == FieldAccess.EDIT or one.key in _ALWAYS]


# Who may import may say who a customer is, even where reading the same field is masked for him.
_ALWAYS = frozenset({"phone", "email", "identity_number", "created_at", "created_by", "owner"})


def custom_fields(object_key: str, user: User) -> list[TargetField]:
    """The company's own fields as targets; the field's own checks run when the row is written."""
    return [
        TargetField(
            one.key, one.label, one.kind, names=(one.key.removeprefix("custom."),), choices=one.choices,
            reference=one.reference,
        )
        for one in as_fields(object_key, user)
    ]  # fmt: skip


def added_fields(declared: ObjectType, user: User) -> list[TargetField]:
    """The fields of what is added to customers, as it is declared. How customers are related is said in any words."""
    free = {"type"} if declared.key == "relationship" else set()
    fields = [
        TargetField(
            one.key, one.label, one.kind, one.synonyms, None if one.key in free else one.choices,
            ALIASES.get(one.key, {}) if declared.key == "contact" else {}, one.reference,
            looks_like={"phone": "phone", "email": "email"}.get(one.key, ""),
        )
        for one in declared.fields
        if one.importable
    ]  # fmt: skip
    return fields + (custom_fields(declared.key, user) if declared.custom_fields else [])


def contact_fields(user: User) -> list[TargetField]:
    """The fields of a contact, with his contact points one by one."""
    own = [one for one in added_fields(CONTACT, user) if one.key != "person"]
    at = next(place for place, field in enumerate(own) if field.key == "email") + 1
    own[at:at] = [_of_contact(one) for one in CUSTOMER.fields if one.key in REACHING]
    return [TargetField("external_id", _("External id"), names=CONTACT_HEADINGS["external_id"]), *own]


# What a contact is reached by beside his phone and mail, under the names that a customer's have.
REACHING = frozenset(
    ["mobile", "work_phone", "home_phone", "other_email", "fax", "wechat", "wecom", "address", "street", "district"]
) | {"city", "region", "postcode", "country"}  # fmt: skip


def _of_contact(one: Field) -> TargetField:
    known = CUSTOMER_HEADINGS.get(OTHER_NAMES.get(one.key, one.key), ())
    looks = LOOKS.get(one.key) or CUSTOMER_KINDS.get(OTHER_NAMES.get(one.key, one.key), "")
    return TargetField(one.key, one.label, one.kind, tuple(known), looks_like=looks)


def _field(one: Field) -> TargetField:
    known = CUSTOMER_HEADINGS.get(OTHER_NAMES.get(one.key, one.key))
    if known is None:
        names = (one.key,) * LESS_SURE + SELDOM_HEADINGS.get(one.key, ())
    else:
        names = tuple(known)
    choices = {"lifecycle_stage": stages_by_key, "territory": by_name}.get(one.key, one.choices)
    if one.key in SAID_FREELY:
        choices = None
    looks = LOOKS.get(one.key) or CUSTOMER_KINDS.get(OTHER_NAMES.get(one.key, one.key), "")
    return TargetField(
        one.key, one.label, one.kind, names, choices, ALIASES.get(one.key, {}), one.reference,
        yearly=one.key in {"birthday", "founded"}, looks_like=looks,
    )  # fmt: skip


def stages_by_key() -> list[tuple[str, str]]:
    """(key, label) of every stage: keys, unlike identifiers, are what aliases can name."""
    return [(stage.key, stage.label) for stage in LifecycleStage.objects.all()]


def _named(one: TargetField) -> TargetField:
    return TargetField(
        one.key, one.label, one.kind, tuple(CUSTOMER_HEADINGS.get(one.key, ())), reference=one.reference,
        looks_like=LOOKS.get(one.key) or CUSTOMER_KINDS.get(one.key, ""),
    )  # fmt: skip

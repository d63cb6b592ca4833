"""Headings under which others export what hangs on a customer, in Chinese and English: Salesforce, HubSpot,
Odoo, Outlook, Google, vCard, and what people write into their own spreadsheets. Those of customers are many more, and
stand in `import_headings.py`.
"""

from collections.abc import Iterable
from dataclasses import replace

from kehu.foundation.objects.registry import Field
from kehu.foundation.values.word_tables import read

Headings = dict[str, tuple[str, ...]]


def with_headings(fields: Iterable[Field], headings: Headings) -> tuple[Field, ...]:
    return tuple(replace(field, synonyms=headings.get(field.key, ())) for field in fields)


CONTACT_HEADINGS = read(
    """
    external_id: 联系人编号 | 联系人编码 | Contact ID | Record ID | External ID | ID
    name: 联系人 | 联系人姓名 | 姓名 | Full Name | Contact Name | Display Name | FN
    customer: 客户 | 客户名称 | 公司 | 公司名称 | 单位 | Account Name | Company | Organization 1 - Name |
        Associated Company | Related Company | ORG
    family_name: 姓 | Last Name | Last name | Surname
    given_name: 名 | First Name | First name
    job_title: 职务 | 职位 | Title | Job Title | Job Position | Organization 1 - Title
    department: 部门 | Department | Organization 1 - Department
    influence: 角色 | 决策角色 | Role | Buying Role
    is_primary: 主要联系人 | 首要联系人 | Primary
    phone: 电话 | 联系电话 | Phone | Phone Number | Phone 1 - Value | TEL
    email: 邮箱 | 电子邮箱 | Email | E-mail Address | Email Address | E-mail 1 - Value
    notes: 备注 | Note | Description
    created_at: 创建时间 | Created Date
    """
)

CONTACT_POINT_HEADINGS = read(
    """
    customer: 客户 | 客户名称 | Account Name | Company
    contact: 联系人 | Contact Name
    kind: 类型 | 联系方式类型 | Type | Channel
    label: 标签 | 用途 | Label
    value: 联系方式 | 号码 | 内容 | Value | Number | Address
    extension: 分机 | 分机号 | Ext
    preferred: 首选 | Primary
    verified_at: 验证时间
    invalid_since: 失效时间 | Bounced
    """
)

RELATIONSHIP_HEADINGS = read(
    """
    from_customer: 客户 | 客户名称 | From | Child
    type: 关系 | 客户关系 | 关系类型 | Relationship Type | Role
    to_customer: 关联客户 | 相关客户 | To | Parent | Related To
    since: 开始日期 | Start Date
    until: 结束日期 | End Date
    note: 备注 | Description
    """
)

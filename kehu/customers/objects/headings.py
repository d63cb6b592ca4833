"""Headings under which others export our fields, in Chinese and English: Salesforce, HubSpot, Odoo, Outlook, Google,
vCard, and what people write into their own spreadsheets.
"""

from collections.abc import Iterable
from dataclasses import replace

from kehu.foundation.objects.registry import Field

Headings = dict[str, tuple[str, ...]]


def read(table: str) -> Headings:
    """`key: heading | heading | …`, a line that does not name a key goes on with the one before."""
    found: dict[str, list[str]] = {}
    key = ""
    for line in filter(None, (line.strip() for line in table.splitlines())):
        before, colon, after = line.partition(": ")
        if colon:
            key = before
        headings = (after if colon else line).split("|")
        found.setdefault(key, []).extend(part.strip() for part in headings if part.strip())
    return {key: tuple(headings) for key, headings in found.items()}


def with_headings(fields: Iterable[Field], headings: Headings) -> tuple[Field, ...]:
    return tuple(replace(field, synonyms=headings.get(field.key, ())) for field in fields)


CUSTOMER_HEADINGS = read(
    """
    name: 客户名称 | 客户 | 客户姓名 | 姓名 | 名称 | 公司名称 | 公司 | 单位 | 单位名称 | 企业名称 | 全名 |
        Account Name | Company | Company Name | Company name | Customer | Customer Name | Full Name | Display Name |
        Organization | Organization Name | Organization 1 - Name | Partner | FN | 显示名称
    kind: 类型 | 客户类型 | 客户性质 | Type | Is a Company | Record Type | Company Type
    standings: 身份 | 客户身份 | 客户类别 | 类别 | Category | Account Type | Customer Type | Relationship
    family_name: 姓 | 姓氏 | Last Name | Last name | Surname | Family Name | Lastname
    given_name: 名 | 名字 | First Name | First name | Given Name | Firstname
    other_names: 曾用名 | 简称 | 英文名 | 别名 | Nickname | Alias | Short Name | English Name | Legal Name
    gender: 性别 | Sex
    job_title: 职务 | 职位 | 头衔 | 职称 | Title | Job Title | Job Position | Organization 1 - Title
    tier: 客户等级 | 等级 | 级别 | 客户级别 | 客户分级 | Rating | Account Rating | Grade | Level
    lifecycle_stage: 生命周期阶段 | 阶段 | 客户阶段 | 客户状态 | 状态 | Lifecycle Stage | Status | Stage
    owner: 负责人 | 客户经理 | 业务员 | 销售 | 跟进人 | 归属人 | 所有人 | Account Owner | Contact owner |
        Company owner | Salesperson | Owner Name | Assigned To | Account Manager
    team: 团队 | Sales Team
    territory: 销售区域 | 片区 | 大区 | Sales Territory | Zone
    source: 来源 | 客户来源 | 渠道来源 | Lead Source | Account Source | Original Source | Referred By
    tags: 标签 | 分类 | Tag | Categories | Labels | Group Membership
    satisfaction: 满意度 | CSAT
    phone: 电话 | 联系电话 | 电话号码 | 联系方式 | Phone | Phone Number | Telephone | Main Phone | Primary Phone |
        Phone 1 - Value | TEL
    email: 邮箱 | 电子邮箱 | 邮件 | 电子邮件 | Email | E-mail Address | Email Address | E-mail 1 - Value |
        Primary Email
    country: 国家 | 国家/地区 | Billing Country | Country/Region
    region: 省 | 省份 | State | Province | State/Region | Billing State/Province | Business State
    city: 城市 | 市 | 所在城市 | Billing City | Business City | Town
    language: 语言 | Preferred Language | Lang
    website: 网址 | 网站 | 官网 | Web Page | Website URL | URL | Company Domain Name
    preferred_channel: 偏好渠道
    preferred_hours: 方便联系时间 | 联系时间 | Best Time to Call
    do_not_contact: 请勿联系 | 勿扰 | Do Not Call | Opted Out | Email Opt Out | Unsubscribed
    last_contact_at: 最近联系 | 最后联系时间 | Last Activity | Last Contacted
    industry: 行业 | 所属行业 | Sector | Industry Type
    employees: 员工数 | 人数 | 员工人数 | 规模 | 人员规模 | Number of Employees | No. of Employees | Company Size
    annual_revenue: 年营业额 | 年收入 | 营业额 | 年销售额 | Revenue | Turnover
    currency: 币种 | 货币
    identity_number: 身份证号 | 身份证 | 证件号 | 证件号码 | 身份证号码 | 统一社会信用代码 | 信用代码 | 税号 |
        纳税人识别号 | VAT | Tax ID | VAT Number | ID Number | Government ID Number
    notes: 备注 | 说明 | 描述 | Note | Description | Comment | Comments | Internal Notes | Remark
    created_at: 创建时间 | 创建日期 | 建档日期 | 录入时间 | Created Date | Create Date | Created On | Created on
    updated_at: 更新时间 | 最近修改 | Last Modified Date | Last Updated On
    created_by: 创建人 | 录入人 | Created By
    mobile: 手机 | 手机号 | 手机号码 | 移动电话 | Mobile | Mobile Phone | Mobile Number | Cell | Cell Phone
    work_phone: 固定电话 | 座机 | 办公电话 | 公司电话 | 单位电话 | Business Phone | Work Phone | Company Main Phone |
        Office Phone
    home_phone: 住宅电话 | 家庭电话 | 宅电 | Home Phone
    other_phone: 其他电话 | 备用电话 | 电话2 | 手机2 | Other Phone | Phone 2 - Value | Business Phone 2 | Phone 2 |
        Alternate Phone
    other_email: 其他邮箱 | 备用邮箱 | 邮箱2 | E-mail 2 Address | E-mail 2 - Value | Email 2 |
        Additional email addresses
    fax: 传真 | 传真号码 | Business Fax | Fax Number
    wechat: 微信 | 微信号 | WeChat ID
    wecom: 企业微信 | 企业微信号
    address: 地址 | 联系地址 | 公司地址 | 详细地址 | 通讯地址 | 住址 | 办公地址 | Full Address | Mailing Address |
        Address 1 - Formatted | Complete Address | Billing Address | Business Address | Home Address
    street: 街道 | Street Address | Billing Street | Mailing Street | Business Street | Home Street |
        Address 1 - Street | Street | Address line 1
    district: 区 | 区县 | County | District
    postcode: 邮编 | 邮政编码 | Zip | ZIP | Postal Code | Billing Zip/Postal Code | Mailing Zip/Postal Code |
        Business Postal Code | Zip Code | Address 1 - Postal Code
    birthday: 生日 | 出生日期 | Birthdate | Date of Birth | DOB | BDAY
    lunar_birthday: 农历生日 | 阴历生日
    founded: 成立日期 | 注册日期 | Founded | Year Founded | Founding Date
    parent: 上级公司 | 上级单位 | 母公司 | 所属集团 | Parent Account | Parent Company | Parent Company Name |
        Related Company
    contact_name: 联系人 | 联系人姓名 | 主要联系人 | 法人 | 法定代表人 | Contact | Contact Name | Primary Contact |
        Contact Person
    contact_title: 联系人职务 | 联系人职位 | Contact Title
    contact_phone: 联系人电话 | 联系人手机 | Contact Phone | Contact Mobile
    contact_email: 联系人邮箱 | Contact Email
    external_id: 客户编号 | 客户编码 | 编号 | 客户代码 | 会员号 | Account ID | Record ID | External ID | Customer ID |
        Contact ID | Customer Number | Account Number | Reference | ID | Id | 客户号
    """
)

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

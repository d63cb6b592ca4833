"""What other programs and people call the fields of a customer: Salesforce, HubSpot, Odoo, Outlook, Google Contacts,
Chinese CRM systems, and plain sheets. The surest names come first."""

from kehu.foundation.values.word_tables import read

CUSTOMER_HEADINGS: dict[str, list[str]] = {
    "name": [
        "客户名称", "姓名", "客户姓名", "名称", "name", "full name", "customer name", "customer", "display name",
        "客户", "客户名", "客户全称", "联系人姓名", "联系人", "contact name", "contact", "file as", "名字", "称呼",
        "企业名称", "单位名称", "公司全称", "legal name", "顾客姓名", "会员姓名", "用户姓名", "机主姓名", "户主",
        "投保人", "业主", "业主姓名", "客戶名稱", "客戶姓名", "姓名全称", "lead name", "display_name",
        "complete name", "fn",
        "全名", "显示名称",
    ],
    "family_name": [
        "姓", "姓氏", "family name", "last name", "lastname", "surname", "second name", "contact last name",
    ],
    "given_name": ["名", "given name", "first name", "firstname", "forename", "christian name", "contact first name"],
    "kind": [
        "客户类型", "客户性质", "kind", "customer type", "record type", "is company", "is a company", "company type",
        "个人或企业", "主体类型", "客户属性", "person or organisation", "party type",
    ],
    "standing": [
        "客户身份", "standing", "account type", "客户关系类型", "合作类型", "伙伴类型", "relationship type",
        "partner type",
        "身份", "客户类别",
    ],
    "phone": [
        "联系电话", "电话", "phone", "telephone", "phone number", "tel", "联系方式", "固定电话", "座机", "固话",
        "办公电话", "公司电话", "business phone", "work phone", "main phone", "company main phone", "primary phone",
        "电话号码", "联系号码", "单位电话", "客户电话", "办公室电话", "contact number", "phone no", "account phone",
        "telefon", "聯絡電話", "電話", "业务号码", "contact phone",
    ],
    "phone_2": [
        "电话2", "备用电话", "phone 2", "other phone", "home phone", "家庭电话", "住宅电话", "第二电话",
        "alternate phone", "secondary phone", "其他电话", "宅电", "asst phone", "备用联系方式", "备用手机", "home",
    ],
    "phone_3": ["电话3", "phone 3", "第三电话", "assistant's phone", "assistant phone", "callback", "紧急联系电话"],
    "mobile": [
        "手机", "手机号", "手机号码", "移动电话", "mobile", "mobile phone", "cell", "cell phone", "mobile number",
        "mobile phone number", "本人手机", "联系手机", "手机电话", "cellphone", "handphone", "行動電話", "手機",
        "客户手机",
    ],
    "fax": ["传真", "传真号码", "fax", "fax number", "business fax", "work fax", "传真号", "傳真", "home fax"],
    "email": [
        "邮箱", "电子邮箱", "电子邮件", "email", "e-mail", "email address", "e-mail address", "mail",
        "e-mail 1 - value", "邮箱地址", "email 1", "work email", "primary email", "联系邮箱", "邮件", "邮件地址",
        "e-mail-adresse", "電子郵件", "電郵", "business email",
    ],
    "email_2": [
        "邮箱2", "email 2", "e-mail 2 address", "secondary email", "other email", "备用邮箱",
        "additional email addresses", "home email", "personal email",
        "其他邮箱",
    ],
    "website": [
        "网址", "官网", "网站", "website", "web page", "url", "homepage", "website url", "公司网址", "主页",
        "company domain name", "domain", "网站地址", "website link", "網站",
    ],
    "wechat": ["微信", "微信号", "wechat", "wechat id", "weixin", "wecom", "企业微信", "微信账号", "im 1"],
    "country": [
        "国家", "国家地区", "country", "country/region", "mailing country", "billing country", "address country",
        "business country/region", "business country", "home country", "國家", "country name", "国别",
        "office location",
    ],
    "region": [
        "省", "省份", "省市", "州", "region", "state", "state/province", "province", "mailing state",
        "mailing state/province", "billing state", "billing state/province", "address region", "business state",
        "home state", "所在省份", "省/直辖市", "省自治区", "所在地区",
        "state/region",
    ],
    "city": [
        "市", "城市", "city", "town", "mailing city", "billing city", "address city", "business city", "home city",
        "所在城市", "地市", "城市名称", "city/town",
    ],
    "district": ["区", "区县", "县", "district", "county", "区/县", "县区", "所在区县", "行政区", "区域县"],
    "street": [
        "地址", "详细地址", "street", "address", "street address", "mailing street", "billing street",
        "mailing address", "联系地址", "通讯地址", "address street", "business street", "home street", "address line",
        "公司地址", "住址", "家庭住址", "收货地址", "办公地址", "街道", "注册地址", "装机地址", "邮寄地址",
        "address formatted", "complete address", "單位地址", "通信地址", "billing address", "街道地址",
    ],
    "postcode": [
        "邮编", "邮政编码", "postcode", "postal code", "zip", "zip code", "mailing zip", "mailing zip/postal code",
        "billing zip", "billing zip/postal code", "zip/postal code", "address postal code", "business postal code",
        "home postal code", "plz", "郵遞區號", "mailing postal code",
    ],
    "latitude": [
        "纬度", "latitude", "lat", "mailing latitude", "billing latitude", "geo latitude", "partner latitude", "緯度",
    ],
    "longitude": [
        "经度", "longitude", "lng", "lon", "mailing longitude", "billing longitude", "geo longitude",
        "partner longitude", "經度",
    ],
    "industry": [
        "行业", "所属行业", "industry", "industry type", "行业类别", "行业分类", "主营行业", "客户行业", "sector",
        "產業",
    ],
    "size": [
        "规模", "人员规模", "员工数", "员工人数", "size", "employees", "number of employees", "company size",
        "公司规模", "企业规模", "人数", "no. of employees", "客户规模",
    ],
    "tier": [
        "客户等级", "客户级别", "等级", "级别", "tier", "rating", "vip等级", "会员等级", "customer level", "grade",
        "客户星级", "重要程度", "account rating", "priority", "星级",
        "客户分级",
    ],
    "lifecycle_stage": [
        "客户状态", "生命周期阶段", "客户阶段", "lifecycle stage", "stage", "status", "状态", "跟进状态",
        "lead status", "客户跟进状态", "customer status", "account status", "成交状态", "阶段",
    ],
    "owner": [
        "负责人", "客户负责人", "所有人", "归属人", "owner", "account owner", "contact owner", "company owner",
        "salesperson", "销售", "销售人员", "业务员", "客户经理", "跟进人", "sales rep", "assigned to", "责任人",
        "所属销售", "维护人", "lead owner", "業務員", "销售代表", "专属客服", "hubspot owner",
        "owner name", "account manager",
    ],
    "team": [
        "团队", "所属团队", "team", "sales team", "hubspot team", "owner team", "销售团队", "小组", "负责团队",
        "归属部门", "所属部门",
    ],
    "territory": [
        "销售区域", "区域", "大区", "territory", "sales territory", "片区", "所属区域", "网格", "分公司区域",
        "zone",
    ],
    "tags": [
        "标签", "客户标签", "tags", "labels", "categories", "category", "group membership", "分组", "客户分组",
        "标记", "keywords", "分类", "標籤", "partner tags",
        "tag",
    ],
    "source": [
        "客户来源", "来源", "线索来源", "渠道来源", "source", "lead source", "original source", "来源渠道",
        "获客渠道", "信息来源", "latest source", "客户來源",
        "account source", "referred by",
    ],
    "external_id": [
        "客户编号", "客户编码", "编号", "客户id", "external id", "id", "customer id", "customer number", "account id",
        "contact id", "record id", "account number", "客户代码", "会员号", "会员编号", "系统编号", "编码",
        "reference", "internal reference", "uid", "客户号", "customer no", "company id",
    ],
    "identity_number": [
        "身份证号", "身份证", "身份证号码", "证件号码", "证件号", "identity number", "id card", "id number",
        "id card number", "national id", "passport number", "身份證號", "护照号", "有效证件号",
        "government id number",
    ],
    "credit_code": [
        "统一社会信用代码", "信用代码", "税号", "纳税人识别号", "credit code", "tax id", "vat", "vat number",
        "tax number", "组织机构代码", "营业执照号", "社会信用代码", "company registry", "工商注册号", "統一編號",
    ],
    "birthday": [
        "生日", "出生日期", "birthday", "date of birth", "birthdate", "birth date", "dob", "出生年月", "出生年月日",
        "生辰",
        "bday",
    ],
    "gender": ["性别", "gender", "sex", "性別"],
    "language": ["语言", "language", "preferred language", "首选语言", "沟通语言", "lang", "語言"],
    "preferred_channel": [
        "首选渠道", "偏好渠道", "联系偏好", "preferred channel", "preferred contact method", "首选联系方式",
        "偏好联系方式", "沟通方式",
    ],
    "notes": [
        "备注", "说明", "notes", "note", "description", "comments", "comment", "remarks", "备注信息", "描述",
        "客户备注", "客户描述", "about", "internal notes", "備註", "其他", "客户简介", "公司简介",
        "remark",
    ],
    "created_at": [
        "创建时间", "创建日期", "录入时间", "登记时间", "created at", "created", "create date", "created date",
        "created on", "添加时间", "注册时间", "注册日期", "开户日期", "入网时间", "date created", "登记日期",
        "建档日期", "建立时间", "creation date", "签约日期", "創建時間",
    ],
    "created_by": [
        "创建人", "录入人", "created by", "creator", "登记人", "建档人", "created by user", "添加人", "创建者",
        "录入员",
    ],
    "organisation": [
        "所属公司", "公司", "公司名称", "company", "company name", "account name", "account", "organisation",
        "organization", "organization name", "organization 1 - name", "所属客户", "工作单位", "单位", "所在单位",
        "employer", "associated company", "所属企业", "parent company name", "公司名", "企业", "firma",
        "related company", "company / account", "任职公司", "associated company name",
    ],
    "job_title": [
        "职位", "职务", "job title", "title", "job position", "岗位", "头衔", "职称", "position",
        "organization title", "organization 1 - title", "function", "role", "職稱", "職位",
    ],
    "department": [
        "部门", "所在部门", "department", "organization department", "organization 1 - department", "科室",
        "联系人部门", "部門",
    ],
    "parent": [
        "上级客户", "母公司", "parent", "parent account", "parent company", "上级公司", "上级单位", "集团",
        "所属集团", "parent name", "related company parent", "parent account name", "subsidiary of",
    ],
    "revenue": [
        "年收入", "年营业额", "revenue", "annual revenue", "营业额", "销售额", "年销售额", "年产值", "累计消费",
        "消费金额", "total revenue", "成交金额", "累计成交金额", "年营收",
        "turnover",
    ],
    "consent_marketing": [
        "营销同意", "同意营销", "接受营销", "consent", "marketing consent", "email opt in", "opt in", "是否接受推广",
        "是否同意接收短信", "subscribed", "newsletter", "同意接收营销信息", "marketing contact status",
        "是否接受营销", "订阅",
    ],
}  # fmt: skip

CUSTOMER_KINDS: dict[str, str] = {
    "mobile": "mobile", "phone": "phone", "phone_2": "phone", "phone_3": "phone", "fax": "phone", "email": "email",
    "email_2": "email", "website": "url", "identity_number": "identity_number", "credit_code": "credit_code",
    "birthday": "date", "created_at": "moment", "revenue": "money", "consent_marketing": "boolean",
}  # fmt: skip

# A lone company column is the customer itself, not his employer.
CUSTOMER_FALLBACKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "organisation": ("name", ("name", "family_name", "given_name")),
}

# Fields that few files have. Their headings come after all the surer ones above, some of which are the same.
SELDOM_HEADINGS = read(
    """
    other_names: 曾用名 | 简称 | 英文名 | 别名 | Nickname | Alias | Short Name | English Name | Legal Name
    satisfaction: 满意度 | CSAT
    preferred_hours: 方便联系时间 | 联系时间 | Best Time to Call
    do_not_contact: 请勿联系 | 勿扰 | Do Not Call | Opted Out | Email Opt Out | Unsubscribed
    currency: 币种 | 货币
    work_phone: 固定电话 | 座机 | 办公电话 | 公司电话 | 单位电话 | Business Phone | Work Phone | Company Main Phone |
        Office Phone
    home_phone: 住宅电话 | 家庭电话 | 宅电 | Home Phone
    wecom: 企业微信 | 企业微信号
    address: 地址 | 联系地址 | 公司地址 | 详细地址 | 通讯地址 | 住址 | 办公地址 | Full Address | Mailing Address |
        Address 1 - Formatted | Complete Address | Billing Address | Business Address | Home Address
    lunar_birthday: 农历生日 | 阴历生日
    founded: 成立日期 | 注册日期 | Founded | Year Founded | Founding Date
    contact_name: 联系人 | 联系人姓名 | 主要联系人 | 法人 | 法定代表人 | Contact | Contact Name | Primary Contact |
        Contact Person
    contact_title: 联系人职务 | 联系人职位 | Contact Title
    contact_phone: 联系人电话 | 联系人手机 | Contact Phone | Contact Mobile
    contact_email: 联系人邮箱 | Contact Email
    """
)

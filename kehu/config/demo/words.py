"""The words the demo company is made of. All people, firms and numbers are invented."""

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎")
SURNAMES += ["欧阳", "司马", "上官", "诸葛"]
GIVEN = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀英", "霞", "平",
    "刚", "桂英", "建国", "建华", "志强", "志明", "海燕", "晓东", "晓红", "国强", "永康", "文博", "子涵", "雨桐", "浩然", "梓萱",
    "思远", "欣怡", "宇轩", "佳慧", "雪梅", "玉兰", "春华", "秋菊", "家豪", "美玲", "俊杰", "丽华", "小龙", "一鸣", "若曦", "嘉怡",
]  # fmt: skip
ENGLISH_GIVEN = [
    "James", "Mary", "Robert", "Linda", "Michael", "Susan", "David", "Karen", "Thomas", "Nancy", "Daniel", "Emma",
    "Oliver", "Sophie", "Lucas", "Chloe", "Henry", "Grace", "Peter", "Julia", "Andrew", "Helen", "Martin", "Claire",
]  # fmt: skip
ENGLISH_FAMILY = [
    "Smith", "Johnson", "Brown", "Taylor", "Wilson", "Evans", "Walker", "Wright", "Hughes", "Edwards", "Green", "Hall",
    "Clarke", "Turner", "Cooper", "Ward", "Morris", "Schmidt", "Weber", "Rossi", "Dubois", "Jensen", "Novak", "Kowalski",
]  # fmt: skip
# (city, pinyin, area code, districts, latitude, longitude)
CITIES = [
    ("郑州市", "Zhengzhou", "0371", ["金水区", "二七区", "中原区", "管城区", "惠济区"], 34.747, 113.625),
    ("洛阳市", "Luoyang", "0379", ["西工区", "涧西区", "老城区", "洛龙区"], 34.619, 112.454),
    ("开封市", "Kaifeng", "0371", ["龙亭区", "鼓楼区", "禹王台区"], 34.797, 114.307),
    ("新乡市", "Xinxiang", "0373", ["红旗区", "卫滨区", "牧野区"], 35.303, 113.927),
    ("许昌市", "Xuchang", "0374", ["魏都区", "建安区"], 34.036, 113.852),
    ("南阳市", "Nanyang", "0377", ["卧龙区", "宛城区"], 32.99, 112.528),
    ("商丘市", "Shangqiu", "0370", ["梁园区", "睢阳区"], 34.414, 115.656),
    ("安阳市", "Anyang", "0372", ["文峰区", "北关区"], 36.098, 114.392),
    ("平顶山市", "Pingdingshan", "0375", ["新华区", "卫东区"], 33.766, 113.193),
    ("信阳市", "Xinyang", "0376", ["浉河区", "平桥区"], 32.147, 114.091),
]
REGION = "河南省"
STREETS = [
    "人民路",
    "建设路",
    "花园路",
    "中州大道",
    "农业路",
    "文化路",
    "黄河路",
    "健康路",
    "东风路",
    "经三路",
    "解放路",
    "和平街",
]
ESTATES = ["翠湖花园", "阳光水岸", "金色家园", "书香名邸", "绿城雅苑", "碧桂苑", "世纪新城", "龙湖锦园"]
COMPANY_NAMES = [
    "华宁", "中原", "豫丰", "嵩山", "黄河", "宏达", "金诚", "天瑞", "瑞祥", "恒信", "博远", "盛世", "新天地", "鼎新", "龙腾",
    "汇通", "嘉禾", "康泰", "德馨", "众合", "启明", "云图", "智联", "星海", "远航", "锦绣", "长兴", "万和", "同济", "九州",
]  # fmt: skip
TRADES = [
    ("科技", "software"), ("信息技术", "software"), ("物流", "transport"), ("商贸", "trade"), ("建设工程", "construction"),
    ("置业", "property"), ("食品", "food"), ("医药", "health"), ("教育", "education"), ("机械制造", "manufacturing"),
    ("纺织", "manufacturing"), ("酒店管理", "hospitality"), ("汽车销售", "automotive"), ("农业", "agriculture"),
    ("文化传媒", "media"), ("能源", "energy"),
]  # fmt: skip
ENGLISH_COMPANIES = [
    "Northwind Logistics", "Bluebridge Software", "Harbour Foods", "Crestline Hotels", "Silverpine Textiles",
    "Meridian Components", "Oakfield Pharma", "Redstone Energy", "Clearwater Systems", "Summit Motors",
]  # fmt: skip
ENGLISH_FORMS = ["Ltd.", "GmbH", "Inc.", "Co., Ltd.", "S.A."]
GOVERNMENT = ["教育局", "卫生健康委员会", "公安局", "交通运输局", "大数据管理局", "财政局"]
MEDIA = ["晚报", "广播电视台", "日报"]
JOBS = ["总经理", "信息中心主任", "采购经理", "财务主管", "行政经理", "网络管理员", "副总经理", "办公室主任"]
ENGLISH_JOBS = ["Managing director", "Head of IT", "Purchasing manager", "Finance lead", "Office manager"]
SOURCES = ["营业厅", "客服热线", "网上营业厅", "老客户推荐", "社区推广", "展会", "代理商", "电话营销"]
PLANS = ["畅享129", "畅享199", "家庭融合169", "智慧企业599", "千兆宽带", "校园59", "银发关爱39", "云专线2000"]
PRODUCTS = ["千兆宽带", "5G套餐", "企业专线", "云主机", "视频监控", "物联网卡", "集团短信", "语音中继"]
ENGLISH_PRODUCTS = [
    "gigabit broadband",
    "5G plan",
    "leased line",
    "cloud server",
    "CCTV",
    "IoT SIMs",
    "bulk SMS",
    "SIP trunk",
]
MAIL_DOMAINS = ["example.com", "example.net", "example.org"]

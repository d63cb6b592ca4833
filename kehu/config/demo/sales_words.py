"""What the demo company sells to firms and offices, and what is said about it. All competitors are invented."""

# (Chinese name, English name, usual amount in yuan)
OFFERS = [
    ("企业专线新装", "New leased line", 96_000), ("互联网专线扩容", "Larger internet line", 58_000),
    ("云主机上云", "Move to cloud servers", 145_000), ("视频监控改造", "Renewal of CCTV", 72_000),
    ("园区5G专网", "5G campus network", 480_000), ("物联网卡批量采购", "IoT SIM cards in bulk", 36_000),
    ("语音中继升级", "Upgrade of SIP trunks", 28_000), ("集团短信年框", "Yearly bulk SMS", 22_000),
    ("数据中心机柜租用", "Racks in the data centre", 210_000), ("千兆办公宽带", "Gigabit office broadband", 12_000),
    ("会议电视系统", "Video conferencing", 88_000), ("网络安全服务", "Network security service", 130_000),
]  # fmt: skip
RENEWALS = [("专线续约", "Renewal of the leased line", 90_000), ("云资源续费", "Renewal of cloud resources", 120_000),
            ("宽带续约", "Renewal of broadband", 14_000)]  # fmt: skip
# (name, strengths, weaknesses)
COMPETITORS = [
    ("联讯网络", "价格低，安装快", "县区没有维护人员"), ("广通数据", "机房资源多", "合同期长，变更慢"),
    ("云帆科技", "云产品齐全", "没有自有光缆"), ("Globalnet", "Well known to foreign firms", "Dear; no local crew"),
    ("本地集成商", "与物业关系好", "故障响应慢"),
]  # fmt: skip
NEXT_STEPS = [
    ("发送修改后的方案", "Send the revised proposal"), ("约见总经理", "Meet the managing director"),
    ("现场勘察", "Site survey"), ("确认预算与付款方式", "Agree on budget and payment"), ("提交正式报价", "Hand in the quote"),
    ("演示系统", "Show the system"), ("跟进合同审批", "Ask how far the contract is"), ("准备投标文件", "Prepare the tender"),
]  # fmt: skip
WHY_WON = [
    "方案贴合机房现状，双路由打动客户。",
    "老客户续作，服务口碑好。",
    "价格持平，但承诺四小时恢复。",
    "Fits best, and the crew is local.",
]
WHY_LOST = [
    "客户今年不再投入。",
    "对手报价低两成。",
    "决策层更换，项目搁置。",
    "方案提交晚了一周。",
    "They stay with their present provider.",
]
RENEWAL = "续约与增购"
# (name, percent, category of the forecast, usual days)
RENEWAL_STAGES = [("到期提醒", 20, "pipeline", 20), ("需求确认", 50, "best_case", 20), ("续约报价", 75, "commit", 15)]
EXPERIENCE = {"sales": 0.52, "sales2": 0.44, "sales3": 0.36, "sales4": 0.41, "sales5": 0.3}  # who wins how often
# (role, stance, influence) of the first, second and third contact
COMMITTEE = [("decides", "neutral", 5), ("champion", "supports", 3), ("uses", "against", 2)]

"""What other programs and people call the fields of products and prices. The surest names come first."""

PRODUCT_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("产品名称", "商品名称", "product name", "product", "产品", "item name", "商品", "name", "名称", "title",
             "item", "物料名称", "套餐名称", "资费名称"),
    "sku": ("sku", "产品编码", "产品编号", "product code", "item number", "料号", "货号", "商品编码", "item code",
            "物料编码", "code", "编码", "编号", "part number", "product id", "internal reference", "资费编码"),
    "name_en": ("英文名称", "name (en)", "english name", "name in english", "英文名"),
    "name_zh-hans": ("中文名称", "name (zh)", "chinese name", "name in chinese", "中文名"),
    "kind": ("产品类型", "product type", "type", "类型", "kind", "item type"),
    "category": ("产品分类", "产品类别", "product category", "product family", "series", "category", "类别", "系列",
                 "分类", "product line", "产品线", "family", "商品分类", "group"),
    "unit": ("计量单位", "单位", "unit", "uom", "unit of measure", "usage unit", "base unit"),
    "period": ("计费周期", "billing period", "billing cycle", "charged", "周期", "charge period"),
    "price": ("标准价", "list price", "sales_price", "sales price", "price", "单价", "价格", "unit price", "售价",
              "standard price", "标价", "retail price", "目录价"),
    "cost": ("成本", "成本价", "cost", "unit cost", "standard cost", "cost price", "采购价"),
    "tax_class": ("税类", "税收分类", "tax class", "tax category", "tax code", "customer taxes"),
    "state": ("状态", "产品状态", "state", "status", "active", "is active", "product active", "lifecycle"),
    "description": ("描述", "产品描述", "description", "product description", "sales description", "说明", "备注"),
    "created_at": ("创建时间", "created date", "created at", "created", "created time"),
}  # fmt: skip
PRICE_HEADINGS: dict[str, tuple[str, ...]] = {
    "book": ("价格手册", "price book", "price list", "pricelist", "book", "价目表", "价格表", "价格本"),
    "product": ("产品编码", "sku", "product code", "产品", "product", "product name", "产品名称", "商品编码", "料号",
                "货号", "item number", "variant", "规格编码"),
    "from_quantity": ("起订数量", "from quantity", "min quantity", "min. quantity", "minimum quantity", "from",
                      "阶梯数量", "数量起", "lower bound", "起订量"),
    "unit": ("计量单位", "单位", "unit", "uom"),
    "amount": ("价格", "单价", "price", "amount", "list price", "unit price", "sales_price", "sales price", "售价",
               "fixed price"),
}  # fmt: skip
KINDS = {
    "goods": ("货物", "商品", "实物", "storable product", "product", "consumable", "stockable", "good", "inventory",
              "终端", "设备", "硬件"),
    "service": ("服务", "services", "labor", "non-inventory"),
    "subscription": ("订阅", "资费", "套餐", "recurring", "plan", "月租", "租用"),
}  # fmt: skip
PERIODS = {
    "month": ("按月", "每月", "月", "monthly", "per month", "月付"),
    "quarter": ("按季", "每季", "季", "quarterly", "季付"),
    "year": ("按年", "每年", "年", "yearly", "annual", "annually", "年付"),
}
STATES = {
    "active": ("在售", "上架", "有效", "启用", "是", "true", "yes", "1", "on sale", "active product", "enabled"),
    "draft": ("草稿", "未上架", "planned", "new"),
    "retired": ("停售", "下架", "已停售", "停用", "否", "false", "no", "0", "inactive", "discontinued", "obsolete",
                "end of life"),
}  # fmt: skip

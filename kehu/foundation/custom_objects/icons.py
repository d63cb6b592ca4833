"""The icons a kind of record can have."""

ICONS = (
    "box", "building", "building-store", "home", "map-pin", "car", "truck", "bike", "plane", "device-mobile",
    "device-laptop", "router", "antenna", "bolt", "tool", "key", "certificate", "file-text", "clipboard-list", "book",
    "school", "stethoscope", "heart", "paw", "plant", "coffee", "shirt", "gift", "trophy", "flag", "calendar-event",
    "credit-card", "coin", "receipt", "package", "shield", "umbrella", "bulb", "star", "users-group",
)  # fmt: skip

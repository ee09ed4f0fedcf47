package lb.admin.keepalived;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lb.admin.foreign.Draft;

/** How a new master announces its addresses. */
final class InstanceGarp {
    private static final Map<String, String> COUNTS = new LinkedHashMap<>();
    private static final Map<String, String> TIMES = new LinkedHashMap<>();

    static {
        COUNTS.put("garp_master_repeat", "repeat");
        COUNTS.put("garp_master_refresh_repeat", "refresh-repeat");
        COUNTS.put("garp_lower_prio_repeat", "lower-priority-repeat");
        TIMES.put("garp_master_delay", "again");
        TIMES.put("garp_master_refresh", "refresh");
        TIMES.put("garp_lower_prio_delay", "lower-priority-again");
    }

    private final Block block;
    private final Globals globals;

    InstanceGarp(Block block, Globals globals) {
        this.block = block;
        this.globals = globals;
    }

    void put(Draft into) {
        Draft garp = new Draft();
        globals.last("vrrp_min_garp").filter(Numbers::isOn).ifPresent(line -> {
            garp.set("repeat", 1, line.place());
            garp.set("again", "0s", line.place());
        });
        COUNTS.forEach((keyword, key) -> globals.of(block, keyword)
                .ifPresent(line -> garp.set(
                        key,
                        Numbers.whole(line.argument()).<Object>map(one -> one).orElse(line.argument()),
                        line.place())));
        TIMES.forEach((keyword, key) -> globals.of(block, keyword)
                .ifPresent(line -> garp.set(key, Numbers.seconds(line.argument()), line.place())));
        if (garp.isEmpty()) {
            return;
        }
        Draft gratuitous = into.object("gratuitous-arp", block.place());
        for (String key : List.of(
                "repeat", "again", "refresh", "refresh-repeat", "lower-priority-repeat", "lower-priority-again")) {
            garp.get(key)
                    .ifPresent(value ->
                            gratuitous.set(key, value, garp.placeOf(key).orElse(block.place())));
        }
    }
}

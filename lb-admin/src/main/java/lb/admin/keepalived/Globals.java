package lb.admin.keepalived;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What global_defs say for every instance that says nothing else. */
final class Globals {
    /** Keywords of instances, and those that stand for all of them. */
    private static final Map<String, String> GLOBAL_OF = Map.of(
            "version", "vrrp_version",
            "garp_master_delay", "vrrp_garp_master_delay",
            "garp_master_repeat", "vrrp_garp_master_repeat",
            "garp_lower_prio_delay", "vrrp_garp_lower_prio_delay",
            "garp_lower_prio_repeat", "vrrp_garp_lower_prio_repeat",
            "garp_master_refresh", "vrrp_garp_master_refresh",
            "garp_master_refresh_repeat", "vrrp_garp_master_refresh_repeat",
            "strict_mode", "vrrp_strict");

    private final List<Block> blocks;

    /** @param blocks 0 or more */
    Globals(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** What counts for an instance: its own, or that of all. */
    Optional<Statement> of(Block instance, String keyword) {
        return instance.last(keyword).or(() -> last(GLOBAL_OF.getOrDefault(keyword, keyword)));
    }

    /** The last one of a keyword. */
    Optional<Statement> last(String keyword) {
        return blocks.stream().flatMap(block -> block.last(keyword).stream()).reduce((before, after) -> after);
    }

    Stream<Block> stream() {
        return blocks.stream();
    }
}

package lb.admin.keepalived;

import java.util.List;
import java.util.Optional;

/** Where adverts of an instance come from. */
final class Sources {
    private static final List<String> KEYWORDS = List.of("unicast_src_ip", "unicast_source_ip", "mcast_src_ip");

    private Sources() {}

    /** The line that says so. */
    static Optional<Statement> written(Block instance) {
        return KEYWORDS.stream().flatMap(word -> instance.last(word).stream()).findFirst();
    }
}

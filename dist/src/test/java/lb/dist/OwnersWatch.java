package lb.dist;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.demo.LabNode;
import lb.admin.demo.LabProcess;

/** When each node had the virtual address, as its kernel told it: {@code ip} notes the time of each change. */
final class OwnersWatch {
    private static final Pattern CHANGE =
            Pattern.compile("\\[(\\S+)] (Deleted )?.*inet " + Pattern.quote(FourNodes.VIRTUAL) + "/");

    private final LabProcess first;
    private final LabProcess second;

    /** Begins to watch; neither node may have the address yet. */
    OwnersWatch(FourNodes four) {
        this.first = watch(four.ha1());
        this.second = watch(four.ha2());
    }

    private static LabProcess watch(LabNode node) {
        return node.start("ip", "-ts", "monitor", "address");
    }

    /** For how long both nodes had it between two times. */
    Duration shared(Instant from, Instant to) {
        var shared = Duration.ZERO;
        for (var one : held(first, to)) {
            for (var other : held(second, to)) {
                var begin = later(later(one.from, other.from), from);
                var end = earlier(earlier(one.to, other.to), to);
                shared = begin.isBefore(end) ? shared.plus(Duration.between(begin, end)) : shared;
            }
        }
        return shared;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private record Held(Instant from, Instant to) {}

    private static List<Held> held(LabProcess monitor, Instant now) {
        var held = new ArrayList<Held>();
        Instant since = null;
        var changes = CHANGE.matcher(monitor.output());
        while (changes.find()) {
            var at = LocalDateTime.parse(changes.group(1))
                    .atZone(ZoneId.systemDefault())
                    .toInstant();
            if (changes.group(2) == null) {
                // A lease that is renewed is told like an address that comes.
                since = since == null ? at : since;
            } else if (since != null) {
                held.add(new Held(since, at));
                since = null;
            }
        }
        if (since != null) {
            held.add(new Held(since, now));
        }
        return held;
    }
}

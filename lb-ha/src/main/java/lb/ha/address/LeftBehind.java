package lb.ha.address;

import java.util.List;
import lb.ha.settings.StaticSettings;

/**
 * What an earlier run of this program had left on a machine.
 *
 * @param removed in words, such as {@code virtual address 10.0.0.1 on eth0}
 * @param kept what is there still, with the mark, because this run is to have the same
 */
public record LeftBehind(List<String> removed, StaticSettings kept) {
    public LeftBehind {
        removed = List.copyOf(removed);
    }
}

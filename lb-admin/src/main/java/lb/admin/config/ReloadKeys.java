package lb.admin.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** When a node reads its files again. */
final class ReloadKeys {
    static final Key<Duration> WATCH = Key.of(
            "watch",
            new Form.Time(Duration.ofMillis(100), Duration.ofHours(1), "never", "s"),
            Duration.ZERO,
            "How often the files that the configuration was read from are looked at: when one has changed, and has not changed"
                    + " from one look to the next, that is a reload ([runtime.md](runtime.md#a-reload)). A file that is"
                    + " wrong is told of and changes nothing.");
    static final Table TABLE = new Table("reload", "When the node reads its files again.", List.of(WATCH));
    static final Key<Object> RELOAD = Key.without(
            "reload",
            new Form.Part("{ … }", List.of(TABLE), false, false),
            "as for each key",
            "When the node reads its files again.");

    private ReloadKeys() {}

    static FileWatch watch(Section top, List<String> files) {
        return new FileWatch(
                files.stream().map(Path::of).toList(),
                top.sectionOrEmpty(RELOAD, TABLE).orStandard(WATCH));
    }
}

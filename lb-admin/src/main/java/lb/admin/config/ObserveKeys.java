package lb.admin.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Observation;
import lb.proxy.settings.Observation.Layer;
import lb.proxy.settings.Observation.Reaction;
import org.jspecify.annotations.Nullable;

/** How live traffic counts beside checks. */
final class ObserveKeys {
    /** Empty for not at all. */
    static final Key<Optional<Layer>> OBSERVE = Key.of(
            "observe",
            new Form.Word<>(layers()),
            Optional.empty(),
            "Whether live traffic counts too: connections that fail (`layer4`), or those and bad responses (`layer7`,"
                    + " http only; in `defaults` it is `layer4` for backends with mode tcp, and not for udp). With mode udp a refusal"
                    + " fails (ICMP), and a datagram without the `replies` that it should have. Bad are statuses from 500, but"
                    + " for 501 and 505, what cannot be read, and none in time.",
            "observe");

    static final Key<Integer> ERROR_LIMIT = Key.of(
            "error-limit",
            new Form.Whole(1, 1_000_000),
            10,
            "After how many of those in a row something is done, and again after as many more.",
            "error-limit");
    static final Key<Reaction> ON_ERROR = Key.of(
            "on-error",
            Form.Word.of(Reaction.values()),
            Reaction.FAIL_CHECK,
            "What is done then: it counts as a check that failed, as so many that one more takes the server down"
                    + " (`sudden-death`), the server is down (`mark-down`), or nothing. In any case the next check comes"
                    + " after `fast-interval`.",
            "on-error");
    static final List<Key<?>> ALL = List.of(OBSERVE, ERROR_LIMIT, ON_ERROR);

    private ObserveKeys() {}

    private static Map<String, Optional<Layer>> layers() {
        var words = new LinkedHashMap<String, Optional<Layer>>();
        words.put("none", Optional.empty());
        words.put("layer4", Optional.of(Layer.LAYER4));
        words.put("layer7", Optional.of(Layer.LAYER7));
        return words;
    }

    /**
     * What a check says of it, in place of what stood before.
     *
     * @param mode of the backend; null in defaults, which are for all
     */
    static @Nullable Observation over(Section check, @Nullable Mode mode, @Nullable Observation before) {
        var layer = check.get(OBSERVE, Optional.ofNullable(before).map(Observation::layer));
        if (layer.isEmpty()) {
            check.wrong(ERROR_LIMIT, "only with observe");
            check.wrong(ON_ERROR, "only with observe");
            return null;
        }
        if (mode != null && mode != Mode.HTTP && layer.get() == Layer.LAYER7) {
            check.wrong(OBSERVE, "only with mode = http; expected: none, layer4");
        }
        return new Observation(
                layer.get(),
                check.get(ERROR_LIMIT, before == null ? ERROR_LIMIT.standard().orElseThrow() : before.errorLimit()),
                check.get(ON_ERROR, before == null ? ON_ERROR.standard().orElseThrow() : before.reaction()));
    }

    /** What of the defaults is for a backend of that mode. */
    static @Nullable Observation in(Mode mode, @Nullable Observation defaults) {
        if (defaults == null || mode == Mode.UDP) {
            return null;
        }
        return mode == Mode.HTTP ? defaults : new Observation(Layer.LAYER4, defaults.errorLimit(), defaults.reaction());
    }
}

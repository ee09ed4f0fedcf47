package lb.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.CookieSettings;
import org.jspecify.annotations.Nullable;

/** Cookies by which the clients of tests come back. */
public final class Cookies {
    private Cookies() {}

    /** {@code SRV}, made by the proxy, and not shown to servers. */
    public static CookieSettings inserted(@Nullable String dynamicKey, Map<String, String> values) {
        return inserted(false, 0, 0, dynamicKey, values);
    }

    /**
     * The same.
     *
     * @param idle seconds, as is life
     */
    public static CookieSettings inserted(
            boolean noCache, long idle, long life, @Nullable String dynamicKey, Map<String, String> values) {
        return new CookieSettings(
                "SRV",
                CookieSettings.Mode.INSERT,
                true,
                noCache,
                false,
                false,
                false,
                List.of(),
                List.of(),
                Duration.ofSeconds(idle),
                Duration.ofSeconds(life),
                dynamicKey,
                values);
    }
}

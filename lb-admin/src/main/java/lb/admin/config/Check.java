package lb.admin.config;

import java.time.Duration;
import java.util.List;
import lb.proxy.settings.CheckSettings;
import org.jspecify.annotations.Nullable;

/**
 * A health check as far as it is known: server over backend over defaults over what stands when nobody says anything.
 *
 * @param host null for the server's address
 * @param timeout null for the interval
 */
record Check(
        boolean on,
        CheckKeys.Type type,
        String path,
        String method,
        @Nullable String host,
        Form.StatusRange.Bounds expect,
        Duration interval,
        @Nullable Duration timeout,
        int fall,
        int rise) {
    static final Check STANDARD = new Check(
            true,
            CheckKeys.TYPE.standard().orElseThrow(),
            CheckKeys.PATH.standard().orElseThrow(),
            CheckKeys.METHOD.standard().orElseThrow(),
            null,
            CheckKeys.EXPECT.standard().orElseThrow(),
            CheckKeys.INTERVAL.standard().orElseThrow(),
            null,
            CheckKeys.FALL.standard().orElseThrow(),
            CheckKeys.RISE.standard().orElseThrow());

    private static final List<Key<?>> HTTP_ONLY =
            List.of(CheckKeys.PATH, CheckKeys.METHOD, CheckKeys.HOST, CheckKeys.EXPECT);

    /** With what a section says of its check in its place. */
    Check over(Section owner) {
        var value = owner.value(ProxyKeys.CHECK);
        if (value == null) {
            return this;
        }
        if (value.scalar().isPresent()) {
            var flag = value.parsed(new Form.Flag());
            return flag == null ? this : on(flag);
        }
        var section = owner.section(ProxyKeys.CHECK, CheckKeys.TABLE);
        if (section == null) {
            return this;
        }
        var merged = new Check(
                true,
                section.get(CheckKeys.TYPE, type),
                section.get(CheckKeys.PATH, path),
                section.get(CheckKeys.METHOD, method),
                section.has(CheckKeys.HOST) ? section.get(CheckKeys.HOST) : host,
                section.get(CheckKeys.EXPECT, expect),
                section.get(CheckKeys.INTERVAL, interval),
                section.has(CheckKeys.TIMEOUT) ? section.get(CheckKeys.TIMEOUT) : timeout,
                section.get(CheckKeys.FALL, fall),
                section.get(CheckKeys.RISE, rise));
        merged.refuseContradictions(section);
        return merged;
    }

    private void refuseContradictions(Section section) {
        if (type == CheckKeys.Type.CONNECT) {
            for (var key : HTTP_ONLY) {
                var value = section.value(key);
                if (value != null) {
                    value.wrong("only for type = http");
                }
            }
        }
        if (timeout != null && timeout.compareTo(interval) > 0) {
            if (section.has(CheckKeys.TIMEOUT)) {
                section.wrong(CheckKeys.TIMEOUT, "expected: no longer than the interval, " + Times.text(interval));
            } else {
                section.wrong(CheckKeys.INTERVAL, "expected: no shorter than the timeout, " + Times.text(timeout));
            }
        }
    }

    /** @param address the server's, as written */
    @Nullable
    CheckSettings settings(String address) {
        if (!on) {
            return null;
        }
        var probe = switch (type) {
            case CONNECT -> new CheckSettings.Connect();
            case HTTP ->
                new CheckSettings.Http(
                        method, path, host == null ? hostHeader(address) : host, expect.lowest(), expect.highest());
        };
        return new CheckSettings(probe, interval, timeout == null ? interval : timeout, rise, fall);
    }

    /** Port 80 is left out, as clients do. */
    private static String hostHeader(String address) {
        return address.endsWith(":80") ? address.substring(0, address.length() - 3) : address;
    }

    private Check on(boolean now) {
        return new Check(now, type, path, method, host, expect, interval, timeout, fall, rise);
    }
}

package lb.admin.config;

import java.time.Duration;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/**
 * A health check as far as it is known: server over backend over defaults over what stands when nobody says anything.
 *
 * @param timeout null for the interval
 */
record Check(
        boolean on,
        CheckProbe probe,
        int port,
        Duration interval,
        @Nullable Duration timeout,
        int fall,
        int rise) {
    static final Check STANDARD = new Check(
            true,
            CheckProbe.STANDARD,
            CheckSettings.PORT_OF_SERVER,
            CheckKeys.INTERVAL.standard().orElseThrow(),
            null,
            CheckKeys.FALL.standard().orElseThrow(),
            CheckKeys.RISE.standard().orElseThrow());

    /** A refusal comes at once or not at all: longer silence tells nothing more. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    /** For a backend: with mode udp, what is tried does not come from the defaults. */
    Check in(Mode mode) {
        return mode == Mode.UDP
                ? new Check(on, CheckProbe.ofDatagrams(), CheckSettings.PORT_OF_SERVER, interval, timeout, fall, rise)
                : this;
    }

    /** With what a section says of its check in its place. */
    Check over(Section owner) {
        var value = owner.value(ProxyKeys.CHECK);
        if (value == null) {
            return this;
        }
        if (value.scalar().isPresent()) {
            var flag = value.parsed(new Form.Flag());
            return flag == null ? this : new Check(flag, probe, port, interval, timeout, fall, rise);
        }
        var section = owner.section(ProxyKeys.CHECK, CheckKeys.TABLE);
        if (section == null) {
            return this;
        }
        var merged = new Check(
                true,
                probe.over(section),
                section.get(CheckKeys.PORT, port),
                section.get(CheckKeys.INTERVAL, interval),
                section.has(CheckKeys.TIMEOUT) ? section.get(CheckKeys.TIMEOUT) : timeout,
                section.get(CheckKeys.FALL, fall),
                section.get(CheckKeys.RISE, rise));
        merged.refuseContradictions(section);
        return merged;
    }

    private void refuseContradictions(Section section) {
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
        return on ? new CheckSettings(probe.settings(address), port, interval, limit(), rise, fall) : null;
    }

    private Duration limit() {
        if (timeout != null) {
            return timeout;
        }
        return probe.expectsNothing() && SILENCE.compareTo(interval) < 0 ? SILENCE : interval;
    }
}

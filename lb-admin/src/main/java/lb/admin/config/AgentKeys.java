package lb.admin.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/** The agent of a server, as far as it is known. */
final class AgentKeys {
    static final Key<Integer> PORT =
            Key.without("port", new Form.Whole(1, 65535), "needed", "Where it answers.", "agent-port");
    static final Key<InetAddress> ADDRESS = Key.without(
            "address", new Form.Literal(), "the server's", "Another address that it answers on.", "agent-addr");
    static final Key<Duration> INTERVAL = Key.of(
            "interval",
            new Form.Time(Duration.ofMillis(1), Duration.ofDays(1), null, "ms"),
            Duration.ofSeconds(2),
            "From one question to the next; an answer that takes longer is none.",
            "agent-inter");
    static final Key<String> SEND = Key.without(
            "send", ExpectKeys.BYTES, "nothing", "What it is sent; a byte by its number is \\u00XX.", "agent-send");
    static final Table TABLE = new Table(
            "backends.<name>.agent",
            "A program that says in a line what is to be done with its server, and closes: `up`, `down`, `stopped`, `fail`;"
                    + " `drain`, `maint`, `ready`; `75%` of the weight; `maxconn:30`; text for people after `#`. A line"
                    + " with another word changes nothing. What a server's own `agent` leaves out is as its backend's.",
            List.of(PORT, ADDRESS, INTERVAL, SEND));
    static final Key<Object> AGENT = Key.without(
            "agent",
            new Form.Part("{ port = … }, or false", List.of(TABLE), false, false),
            "none",
            "Whom to ask what is to be done with a server.",
            "agent-check");

    /** Of a backend that says nothing. */
    static final Agent NONE = new Agent(false, 0, null, INTERVAL.standard().orElseThrow(), "");

    private AgentKeys() {}

    /**
     * What is known of it.
     *
     * @param port 0 for none yet
     */
    record Agent(boolean on, int port, @Nullable InetAddress address, Duration interval, String send) {
        /** With what a section says in its place. */
        Agent over(Section owner, Mode mode) {
            var value = owner.value(AGENT);
            if (value == null) {
                return this;
            }
            if (mode == Mode.UDP) {
                value.wrong("not with mode = udp");
                return this;
            }
            if (value.scalar().isPresent()) {
                if (!Boolean.FALSE.equals(value.parsed(new Form.Flag()))) {
                    value.expected(AGENT.form().expected());
                }
                return new Agent(false, port, address, interval, send);
            }
            var section = owner.section(AGENT, TABLE);
            if (section == null) {
                return this;
            }
            var other = section.get(ADDRESS);
            if (port == 0 && !section.has(PORT)) {
                section.missing(PORT, PORT.form().expected());
            }
            return new Agent(
                    true,
                    section.get(PORT, port),
                    other == null ? address : other,
                    section.get(INTERVAL, interval),
                    section.get(SEND, send));
        }

        @Nullable
        CheckSettings settings() {
            return on ? CheckSettings.agent(send, new CheckSettings.Place(address, port, null, false), interval) : null;
        }
    }
}

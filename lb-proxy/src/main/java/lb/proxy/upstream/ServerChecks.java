package lb.proxy.upstream;

import java.util.stream.Stream;
import lb.proxy.health.CheckTarget;
import lb.proxy.settings.CheckSettings;
import org.jspecify.annotations.Nullable;

/** What asks a server how it is, as it is set at run time: its checks and its agent, each of which it may not have. Any thread. */
final class ServerChecks {
    private final @Nullable Checked checked;
    private final @Nullable Agent agent;

    ServerChecks(Server server) {
        CheckSettings check = server.settings().check();
        checked = check == null ? null : new Checked(server, check);
        CheckSettings asked = server.settings().agent();
        agent = asked == null ? null : new Agent(server, asked);
    }

    /** What is to be checked and asked, if anything. */
    Stream<CheckTarget> targets() {
        return Stream.concat(Stream.ofNullable(checked), Stream.ofNullable(agent));
    }

    /** Whether checks are made, where there are any. */
    boolean areOn() {
        return checked == null || checked.isOn();
    }

    /** Makes checks, or makes them no more. */
    void turn(boolean on) {
        if (checked != null) {
            checked.turn(on);
        }
    }

    /** That the checks of another were turned off or on is true of these. */
    void inherit(ServerChecks before) {
        if (before.checked != null) {
            turn(before.checked.isOn());
        }
    }

    /** The next check comes after the fast interval at the latest. */
    void hurry() {
        if (checked != null) {
            checked.hurry();
        }
    }

    /** Where checks go; null where there are none. */
    CheckSettings.@Nullable Place place() {
        return checked == null ? null : checked.place();
    }

    /** Has checks go elsewhere. */
    void checkAt(CheckSettings.Place other) {
        if (checked != null) {
            checked.checkAt(other);
        }
    }

    /** Null where there is none. */
    @Nullable
    Agent agent() {
        return agent;
    }

    /** How the agent is asked now; null where there is none. */
    @Nullable
    CheckSettings agentCheck() {
        return agent == null ? null : agent.check();
    }

    /** Has the agent asked elsewhere. */
    void askAgentAt(CheckSettings.Place place) {
        if (agent != null) {
            agent.ask(agent.check().at(place));
        }
    }

    /** Has the agent sent something else. */
    void sendAgent(String line) {
        if (agent != null) {
            agent.ask(CheckSettings.agent(
                    line, agent.check().place(), agent.check().interval()));
        }
    }

    /** Asks the agent, or asks it no more. */
    void askAgent(boolean on) {
        if (agent != null) {
            agent.turn(on);
        }
    }
}

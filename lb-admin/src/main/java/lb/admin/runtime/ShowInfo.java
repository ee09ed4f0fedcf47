package lb.admin.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.page.NodeFacts;

/** What this process is, in HAProxy's words. */
record ShowInfo(VrrpAccess vrrp) implements Command {
    @Override
    public String words() {
        return "show info";
    }

    @Override
    public String parameters() {
        return "";
    }

    @Override
    public String means() {
        return "what this process is";
    }

    @Override
    public Level level() {
        return Level.USER;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        VrrpAccess.none(arguments);
        NodeFacts node = vrrp.node();
        long uptime =
                Math.max(0, Duration.between(node.startedAt(), Instant.now()).toSeconds());
        return """
                Name: lb
                Version: %s
                Pid: %d
                Uptime: %dd %dh%02dm%02ds
                Uptime_sec: %d
                node: %s
                """.formatted(
                        node.version(),
                        node.pid(),
                        uptime / 86_400,
                        uptime / 3600 % 24,
                        uptime / 60 % 60,
                        uptime % 60,
                        uptime,
                        node.name());
    }
}

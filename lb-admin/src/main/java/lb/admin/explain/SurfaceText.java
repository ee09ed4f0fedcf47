package lb.admin.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lb.admin.config.Configuration;
import lb.admin.config.LogTarget;
import lb.admin.config.RuntimeSettings;
import lb.admin.config.StatsSettings;
import lb.proxy.settings.Network;

/** What is around the traffic: page, runtime sockets, logs, limits of the process, its stop. */
final class SurfaceText {
    private SurfaceText() {}

    static List<Paragraph> of(Configuration configuration) {
        List<Paragraph> texts = new ArrayList<>();
        StatsSettings stats = configuration.stats();
        if (stats != null) {
            texts.add(stats(stats));
        }
        texts.add(runtime(configuration.runtime()));
        texts.add(logs(configuration.logTargets()));
        Paragraph process = new Paragraph("The process moves traffic by "
                + InWords.counted(configuration.proxy().threads(), "thread") + ".");
        int connections = configuration.proxy().limits().connections();
        if (connections > 0) {
            process.add("It lets in " + InWords.counted(connections, "connection")
                    + " at a time at most; who is too many waits.");
        }
        process.add(
                configuration.drain().isZero()
                        ? "When it is stopped, connections are broken off."
                        : "When it is stopped, connections may go on for " + InWords.of(configuration.drain()) + ".");
        if (configuration.lifeline() != null) {
            process.add("It holds a connection to each other node, by which the death of one is known at once.");
        }
        texts.add(process);
        return texts;
    }

    private static Paragraph stats(StatsSettings stats) {
        List<String> where = new ArrayList<>();
        if (!stats.binds().isEmpty()) {
            where.add("on "
                    + InWords.joined(stats.binds().stream()
                            .map(bind -> InWords.listening(bind.address()))
                            .toList()));
        }
        if (!stats.frontends().isEmpty()) {
            where.add("at frontend " + InWords.quoted(stats.frontends(), "and"));
        }
        Paragraph text = new Paragraph("The statistics page is at " + stats.uri() + " "
                + (where.isEmpty() ? "nowhere" : InWords.joined(where)) + ".");
        EncryptionText.clients(stats.binds(), text);
        text.add(
                stats.isOpen()
                        ? "Everybody who reaches it sees it."
                        : "Who sees it gives " + InWords.joined(credentials(stats), "or") + ".");
        if (stats.actions()) {
            text.add("Servers and virtual IPs can be changed on it"
                    + (stats.actionsFrom().isEmpty()
                            ? "."
                            : " from "
                                    + InWords.joined(
                                            stats.actionsFrom().stream()
                                                    .map(Network::toString)
                                                    .toList(),
                                            "and")
                                    + "."));
        }
        return text;
    }

    private static List<String> credentials(StatsSettings stats) {
        List<String> credentials = new ArrayList<>();
        if (!stats.users().isEmpty()) {
            credentials.add("the name and password of "
                    + InWords.joined(new ArrayList<>(stats.users().keySet()), "or"));
        }
        if (!stats.tokens().isEmpty()) {
            credentials.add("a token");
        }
        return credentials;
    }

    private static Paragraph runtime(RuntimeSettings runtime) {
        RuntimeSettings.Local local = runtime.local();
        RuntimeSettings.Tcp tcp = runtime.tcp();
        List<String> sockets = new ArrayList<>();
        if (local != null) {
            sockets.add((local.address() == null ? "the UNIX socket abnsz@lb" : InWords.of(local.address())) + " ("
                    + local.level().name().toLowerCase(Locale.ROOT) + ")");
        }
        if (tcp != null) {
            sockets.add(InWords.of(tcp.address()) + " (" + tcp.level().name().toLowerCase(Locale.ROOT) + ")");
        }
        return new Paragraph(
                sockets.isEmpty()
                        ? "It takes no commands while it runs."
                        : "It takes commands while it runs at " + InWords.joined(sockets) + ".");
    }

    private static Paragraph logs(List<LogTarget> targets) {
        return new Paragraph(
                targets.isEmpty()
                        ? "No log lines are sent."
                        : "Log lines go to "
                                + InWords.joined(targets.stream()
                                        .map(SurfaceText::target)
                                        .toList()) + ".");
    }

    private static String target(LogTarget target) {
        return switch (target) {
            case LogTarget.Syslog syslog ->
                InWords.of(syslog.address()) + " by UDP" + level(syslog.facility(), syslog.level());
            case LogTarget.TcpSyslog syslog ->
                InWords.of(syslog.address()) + " by TCP" + level(syslog.facility(), syslog.level());
            case LogTarget.LocalSocket local -> local.path() + level(local.facility(), local.level());
            case LogTarget.Stdout stdout -> "standard output (" + from(stdout.level()) + ")";
        };
    }

    private static String level(LogTarget.Facility facility, LogTarget.Level level) {
        return " (facility " + facility.word() + ", " + from(level) + ")";
    }

    private static String from(LogTarget.Level level) {
        return level == LogTarget.Level.DEBUG ? "all levels" : "level " + level.word() + " and above";
    }
}

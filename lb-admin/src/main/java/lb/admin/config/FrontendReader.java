package lb.admin.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.admin.config.BindReader.Bind;
import lb.admin.logformat.LogTemplate;
import lb.admin.logformat.LogVariable;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Condition;
import lb.proxy.settings.FrontendLog;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Mode;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Rules;
import org.jspecify.annotations.Nullable;

/** Reads the frontends. */
final class FrontendReader {
    private FrontendReader() {}

    /**
     * A frontend, and what of it has to fit other parts of the file.
     *
     * @param section as it was read
     * @param backends the values that name one
     */
    record Read(FrontendSettings settings, Section section, List<Bind> binds, List<Value> backends) {}

    /** @param targets where log lines go */
    static List<Read> read(Section top, Defaults defaults, TlsDefaults tls, List<LogTarget> targets, RuleNames names) {
        var frontends = new ArrayList<Read>();
        var listeners = new Amount("listeners");
        for (var named : top.named(Keys.FRONTENDS)) {
            var title = "frontend \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), ProxyKeys.FRONTEND, title, "");
            if (section != null) {
                frontends.add(read(named.name(), section, defaults, tls, targets, names));
                listeners.add(frontends.getLast().binds().size(), named.value());
            }
        }
        return frontends;
    }

    private static Read read(
            String name,
            Section section,
            Defaults defaults,
            TlsDefaults tls,
            List<LogTarget> targets,
            RuleNames names) {
        var mode = section.get(ProxyKeys.MODE, defaults.mode());
        var binds = BindReader.read(section, ProxyKeys.BIND, mode, tls);
        var timeouts = section.sectionOrEmpty(ProxyKeys.TIMEOUTS_OF_FRONTEND, ProxyKeys.FRONTEND_TIMEOUTS);
        var reader = RuleReader.of(section, true, name, mode, names);
        var rules = reader.rules();
        var routes = RouteReader.read(section, mode, reader);
        var settings = new FrontendSettings(
                name,
                mode,
                binds.stream().map(Bind::settings).toList(),
                defaultBackend(section, routes, rules),
                new FrontendTimeouts(
                        timeouts.get(ProxyKeys.CLIENT, defaults.client()),
                        timeouts.get(ProxyKeys.HTTP_REQUEST, defaults.httpRequest()),
                        timeouts.get(ProxyKeys.HTTP_KEEP_ALIVE, defaults.httpKeepAlive()),
                        timeouts.get(ProxyKeys.CLIENT_FIN, defaults.clientFin())),
                LimitKeys.frontend(section),
                HttpReader.frontend(section, mode, defaults),
                new FrontendRouting(
                        routes.routes(),
                        AltSvcReader.read(section, mode, binds, MessageEditsReader.read(section, mode, defaults)),
                        inspectDelay(timeouts, reader.inspectDelay()),
                        rules),
                new FrontendUdp(section.get(ProxyKeys.MAX_SESSIONS, FrontendUdp.STANDARD.maxSessions())),
                new FrontendLog(
                        logFormat(section, mode, defaults.log().format(), targets),
                        section.get(
                                ProxyKeys.LOG_EMPTY_CONNECTIONS, defaults.log().emptyConnections()),
                        section.get(ProxyKeys.LOG_NORMAL, defaults.log().normal()),
                        section.get(
                                ProxyKeys.LOG_SEPARATE_ERRORS, defaults.log().separateErrors())),
                List.of());
        if (mode == Mode.UDP) {
            for (var bind : binds) {
                if (!bind.settings().equals(new BindSettings(bind.address()))
                        || !(bind.address() instanceof InetSocketAddress)) {
                    bind.value().wrong("expected with mode = udp: an address and port, without options");
                }
            }
            section.wrong(ProxyKeys.LOG_EMPTY_CONNECTIONS, "not with mode = udp, which has no connections");
            for (var key : List.of(ProxyKeys.HTTP_REQUEST, ProxyKeys.HTTP_KEEP_ALIVE)) {
                timeouts.wrong(key, "only with mode = http");
            }
            if (settings.timeouts().client().isZero()) {
                timeouts.wrong(
                        ProxyKeys.CLIENT, "expected with mode = udp: more than 0s, since nothing else ends a session");
            }
        } else {
            section.wrong(ProxyKeys.MAX_SESSIONS, "only with mode = udp");
        }
        var backends = new ArrayList<>(routes.backends());
        var otherwise = section.value(ProxyKeys.DEFAULT_BACKEND);
        if (otherwise != null) {
            backends.addFirst(otherwise);
        }
        return new Read(settings, section, binds, backends);
    }

    private static Duration inspectDelay(Section timeouts, @Nullable Duration ofRules) {
        if (ofRules == null) {
            return timeouts.orStandard(ProxyKeys.CLIENT_HELLO);
        }
        timeouts.wrong(ProxyKeys.CLIENT_HELLO, "beside inspect-delay in tcp-request; expected: one of them");
        return ofRules;
    }

    private static @Nullable String defaultBackend(Section section, RouteReader.Read routes, Rules rules) {
        if (!section.has(RouteKeys.ROUTES) && section.has(RuleKeys.HTTP_REQUEST)) {
            if (!section.has(ProxyKeys.DEFAULT_BACKEND) && !answersAll(rules)) {
                section.warning("what no rule answers is answered 503 (expected: %s)"
                        .formatted(section.word(ProxyKeys.DEFAULT_BACKEND.name())));
            }
            return section.get(ProxyKeys.DEFAULT_BACKEND);
        }
        if (!section.has(RouteKeys.ROUTES)) {
            return section.required(ProxyKeys.DEFAULT_BACKEND);
        }
        if (!section.has(ProxyKeys.DEFAULT_BACKEND) && !routes.complete() && !answersAll(rules)) {
            var route = section.word("route");
            section.warning("what no %s takes is answered 503 (expected: %s, or a last %s without conditions)"
                    .formatted(route, section.word(ProxyKeys.DEFAULT_BACKEND.name()), route));
        }
        if (routes.complete()) {
            section.wrong(ProxyKeys.DEFAULT_BACKEND, "gets nothing: the last route takes everything");
        }
        return section.get(ProxyKeys.DEFAULT_BACKEND);
    }

    /** Whether one of the rules ends everything that comes to it. */
    private static boolean answersAll(Rules rules) {
        return Stream.of(rules.content(), rules.request())
                .flatMap(List::stream)
                .anyMatch(rule -> isAlways(rule.condition())
                        && switch (rule.action()) {
                            case RuleAction.Deny _, RuleAction.Reject _, RuleAction.Respond _ -> true;
                            case RuleAction.Redirect redirect -> !redirect.ignoreEmpty();
                            default -> false;
                        });
    }

    private static boolean isAlways(Condition condition) {
        return condition.equals(new Condition.All(List.of())) || condition.equals(new Condition.Constant(true));
    }

    private static LogFormat logFormat(
            Section section, Mode mode, @Nullable LogFormat standard, List<LogTarget> targets) {
        var fitting = mode == Mode.HTTP ? LogFormat.Known.HTTP : LogFormat.Known.TCP;
        var own = section.get(ProxyKeys.LOG_FORMAT);
        if (own != null && mode != Mode.HTTP) {
            refuseHttp(section, mode, own);
        }
        if (targets.isEmpty()) {
            if (own != null && !own.isNone() && (mode == Mode.HTTP || !isOfHttp(own))) {
                section.warning("log-format has no effect: defaults.log names no target");
            }
            if (mode == Mode.HTTP && section.has(CaptureKeys.CAPTURE)) {
                section.warning("capture has no effect: defaults.log names no target");
            }
            return LogFormat.Known.NONE;
        }
        var wanted = own == null ? standard : own;
        if (LogFormat.Known.JSON.equals(wanted)
                && targets.stream().anyMatch(target -> target.lines().length() < LogTarget.Lines.STANDARD_LENGTH)) {
            section.error("log-format json needs log targets with a length of " + LogTarget.Lines.STANDARD_LENGTH
                    + " or more, so that no object is cut");
        }
        // Meant for all frontends, it falls back for those that have no HTTP, as in HAProxy.
        return wanted == null || (own == null && mode != Mode.HTTP && isOfHttp(wanted)) ? fitting : wanted;
    }

    private static void refuseHttp(Section section, Mode mode, LogFormat own) {
        var word = mode.name().toLowerCase(Locale.ROOT);
        if (own.equals(LogFormat.Known.HTTP)) {
            section.wrong(
                    ProxyKeys.LOG_FORMAT,
                    "expected with mode = " + word + ": none, tcplog, json, or a line of your own");
        } else if (isOfHttp(own)) {
            section.wrong(
                    ProxyKeys.LOG_FORMAT,
                    "with mode = " + word + " there is no "
                            + variablesOfHttp(own)
                                    .map(variable -> "%" + variable.word())
                                    .collect(Collectors.joining(", ")));
        }
    }

    private static boolean isOfHttp(LogFormat format) {
        return format.equals(LogFormat.Known.HTTP)
                || variablesOfHttp(format).findAny().isPresent();
    }

    private static Stream<LogVariable> variablesOfHttp(LogFormat format) {
        return format instanceof LogFormat.Template(String text)
                ? LogTemplate.parsed(text)
                        .variables()
                        .filter(LogVariable::isOfHttp)
                        .distinct()
                : Stream.empty();
    }
}

package lb.admin.explain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Captures;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Mode;

/** A frontend: who listens where, and what becomes of what comes in. */
final class FrontendText {
    private FrontendText() {}

    static Paragraph of(FrontendSettings frontend) {
        Paragraph text = new Paragraph("Frontend " + InWords.quoted(frontend.name()) + " listens on "
                + InWords.joined(frontend.binds().stream()
                        .map(bind -> InWords.listening(bind.address()) + options(bind))
                        .toList())
                + " " + mode(frontend.mode()) + ".");
        EncryptionText.clients(frontend.binds(), text);
        RuleText.lists(frontend.routing().rules()).forEach(text::list);
        routes(frontend, text);
        RuleText.edits(frontend.routing().messages()).forEach(text::add);
        if (frontend.mode() == Mode.HTTP) {
            http(frontend.http(), text);
        }
        text.add(timeouts(frontend));
        limits(frontend, text);
        log(frontend, text);
        return text;
    }

    private static String options(BindSettings bind) {
        List<String> options = new ArrayList<>();
        if (bind.quic()) {
            options.add("HTTP/3, over UDP");
        }
        if (bind.acceptProxy().everybody()) {
            options.add("where every connection begins with a PROXY header");
        } else if (!bind.acceptProxy().networks().isEmpty()) {
            options.add("where connections from "
                    + InWords.joined(
                            bind.acceptProxy().networks().stream()
                                    .map(Object::toString)
                                    .toList(),
                            "or")
                    + " begin with a PROXY header");
        }
        if (bind.listen().transparent()) {
            options.add("also for addresses of other machines");
        }
        return options.isEmpty() ? "" : " (" + InWords.joined(options) + ")";
    }

    private static String mode(Mode mode) {
        return switch (mode) {
            case TCP -> "and relays TCP connections as they are";
            case HTTP -> "and understands HTTP";
            case UDP -> "and relays datagrams of UDP as they are";
        };
    }

    private static void routes(FrontendSettings frontend, Paragraph text) {
        String backend = frontend.defaultBackend();
        String rest = backend == null
                ? frontend.mode() == Mode.HTTP ? "is answered with 503" : "is closed"
                : "goes to backend " + InWords.quoted(backend);
        if (frontend.routing().routes().isEmpty()) {
            if (backend != null || frontend.routing().rules().isEmpty()) {
                text.add("Everything " + rest + ".");
            } else {
                text.add("What no rule has answered " + rest + ".");
            }
            return;
        }
        List<String> lines = new ArrayList<>(List.of("The first of these that holds says where it goes:"));
        lines.addAll(RuleText.routes(frontend.routing().routes()));
        lines.add("else it " + rest);
        text.list(lines);
    }

    private static void http(FrontendHttp http, Paragraph text) {
        switch (http.connectionMode()) {
            case KEEP_ALIVE -> {}
            case SERVER_CLOSE -> text.add("A server's connection is closed after each response, the client's is kept.");
            case CLOSE -> text.add("Connections are closed after each response.");
        }
        Forwarding forwarding = http.forwarding();
        List<String> told = new ArrayList<>();
        if (forwarding.forwardedFor() != null) {
            told.add(forwarding.forwardedFor().name());
        }
        if (forwarding.originalTo() != null) {
            told.add(forwarding.originalTo().name());
        }
        if (!forwarding.forwarded().isEmpty()) {
            told.add("Forwarded");
        }
        if (!told.isEmpty()) {
            text.add("Servers are told of the client's connection in " + InWords.joined(told) + ".");
        }
        if (http.monitor() != null) {
            text.add("It answers " + http.monitor().uri() + " itself: whether it serves.");
        }
    }

    private static String timeouts(FrontendSettings frontend) {
        FrontendTimeouts timeouts = frontend.timeouts();
        if (frontend.mode() == Mode.UDP) {
            return "A session ends when nothing has come from the client for " + InWords.of(timeouts.client()) + "; "
                    + InWords.counted(frontend.udp().maxSessions(), "session") + " at most.";
        }
        List<String> parts = new ArrayList<>();
        if (!timeouts.client().isZero()) {
            parts.add("may be silent for " + InWords.of(timeouts.client()));
        }
        if (frontend.mode() == Mode.HTTP) {
            Duration request = timeouts.request().isZero() ? timeouts.client() : timeouts.request();
            Duration next = timeouts.keepAlive().isZero() ? request : timeouts.keepAlive();
            if (!request.isZero()) {
                parts.add("has " + InWords.of(request) + " for the head of a request");
            }
            if (!next.isZero()) {
                parts.add("may wait " + InWords.of(next) + " before the next one");
            }
        }
        return parts.isEmpty() ? "A client may be silent for ever." : "A client " + InWords.joined(parts) + ".";
    }

    private static void limits(FrontendSettings frontend, Paragraph text) {
        List<String> limits = new ArrayList<>();
        if (frontend.limits().connections() > 0) {
            limits.add(InWords.counted(frontend.limits().connections(), "connection") + " at a time");
        }
        if (frontend.limits().sessionRate() > 0) {
            limits.add(frontend.limits().sessionRate() + " new ones in a second");
        }
        if (!limits.isEmpty()) {
            text.add("It lets in " + InWords.joined(limits) + " at most; who is too many waits.");
        }
    }

    private static void log(FrontendSettings frontend, Paragraph text) {
        String format = switch (frontend.log()) {
            case LogFormat.Known known ->
                switch (known) {
                    case NONE -> "";
                    case TCP -> "in the form of HAProxy's tcplog";
                    case HTTP -> "in the form of HAProxy's httplog";
                    case JSON -> "in JSON";
                };
            case LogFormat.Template _ -> "in a form of its own";
        };
        if (format.isEmpty()) {
            return;
        }
        String what = switch (frontend.mode()) {
            case HTTP -> "request";
            case TCP -> "connection";
            case UDP -> "session";
        };
        text.add((frontend.logging().normal() ? "Each " + what : "Each " + what + " that did not go well")
                + " leaves a line in the log, " + format
                + (frontend.http().captures().equals(Captures.NONE) ? "" : ", with headers that are captured") + ".");
    }
}

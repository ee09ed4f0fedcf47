package lb.admin.runtime;

import io.netty.util.NetUtil;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.ProxyControl;
import lb.proxy.http1.InvalidMessage;
import lb.proxy.listen.Frontend;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** HAProxy's {@code show errors}: the last invalid request of each frontend, and the last invalid response of each backend. */
final class ErrorCommands {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss.SSS", Locale.US);

    private static final int NONE = -1;

    /** Letters of a line of the dump, behind its offset. */
    private static final int WIDTH = 70;

    private ErrorCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(Command.show(
                "show errors",
                "[<proxy>] [request|response] [json]",
                "report last request and/or response errors for each proxy",
                Level.OPERATOR,
                arguments -> {
                    ProxyControl proxy = node.proxy();
                    String name = Arguments.at(0, arguments);
                    List<InvalidMessage> shown = proxy.invalidMessages().stream()
                            .filter(chosen(node, name.equals(Json.WORD) ? "" : name))
                            .filter(message -> !arguments.contains(message.isRequest() ? "response" : "request"))
                            .sorted(Comparator.comparingLong(InvalidMessage::event)
                                    .reversed())
                            .toList();
                    if (arguments.contains(Json.WORD)) {
                        return Json.array(shown.iterator(), ErrorCommands::json);
                    }
                    return Answer.of(
                            "Total events captured on [" + date(Instant.now()) + "] : " + proxy.invalidMessageEvents()
                                    + "\n",
                            shown.iterator(),
                            (message, out) -> show(message, new Numbers(proxy), out),
                            "");
                }));
    }

    /** The proxy is asked for by name or by number, as in the statistics. */
    private static Predicate<InvalidMessage> chosen(NodeAccess node, String proxy) throws CommandException {
        if (proxy.isEmpty() || proxy.equals("-1")) {
            return _ -> true;
        }
        if (proxy.matches("-?[0-9]{1,9}")) {
            Numbers numbers = new Numbers(node.proxy());
            int wanted = Integer.parseInt(proxy);
            return message ->
                    numbers.frontend(message.frontend()) == wanted || numbers.backend(message.backend()) == wanted;
        }
        if (!node.isProxy(proxy)) {
            throw CommandException.inWordsOf("No such proxy.");
        }
        return message -> proxy.equals(message.frontend()) || proxy.equals(message.backend());
    }

    /** What the statistics call iid and sid. */
    private record Numbers(ProxyControl proxy) {
        int frontend(String name) {
            List<String> names = proxy.frontends().stream().map(Frontend::name).toList();
            return names.contains(name) ? names.indexOf(name) + 1 : NONE;
        }

        /** @param name null for none */
        int backend(@Nullable String name) {
            return proxy.backends().stream()
                    .filter(backend -> backend.name().equals(name))
                    .mapToInt(proxy::idOf)
                    .findFirst()
                    .orElse(NONE);
        }

        /** Null for none. */
        int server(@Nullable String backend, @Nullable String name) {
            if (name == null) {
                return NONE;
            }
            for (Backend one : proxy.backends()) {
                if (one.name().equals(backend)) {
                    List<String> names =
                            one.servers().stream().map(Server::name).toList();
                    return names.contains(name) ? names.indexOf(name) + 1 : NONE;
                }
            }
            return NONE;
        }
    }

    private static void show(InvalidMessage message, Numbers numbers, StringBuilder out) {
        String frontend = "frontend " + message.frontend() + " (#" + numbers.frontend(message.frontend()) + ")";
        int backendNumber = numbers.backend(message.backend());
        String backend =
                "backend " + (backendNumber == NONE ? "<NONE>" : message.backend()) + " (#" + backendNumber + ")";
        int serverNumber = numbers.server(message.backend(), message.server());
        String server = "server " + (serverNumber == NONE ? "<NONE>" : message.server()) + " (#" + serverNumber + ")";
        out.append(" \n[").append(date(message.at())).append("] ").append(message.isRequest() ? frontend : backend);
        out.append(": invalid ")
                .append(message.isRequest() ? "request" : "response")
                .append("\n  ");
        out.append(message.isRequest() ? backend : frontend).append(", ").append(server);
        out.append(", event #")
                .append(message.event())
                .append(", src ")
                .append(source(message))
                .append('\n');
        out.append("  buffer starts at 0 (including 0 out), ").append(InvalidMessage.MOST - message.length());
        out.append(" free,\n  len ")
                .append(message.length())
                .append(", wraps at ")
                .append(InvalidMessage.MOST);
        out.append(", error at position ").append(message.position()).append("\n  found: ");
        out.append(message.reason()).append("\n  \n");
        dump(message, out);
    }

    private static String source(InvalidMessage message) {
        return message.client().getAddress() == null ? "unix" : NetUtil.toSocketAddressString(message.client());
    }

    private static String date(Instant at) {
        return DATE.format(at.atZone(ZoneId.systemDefault()));
    }

    /** A line for each of its lines, and for what is too long for one; a + behind the offset where a line goes on. */
    private static void dump(InvalidMessage message, StringBuilder out) {
        boolean goesOn = false;
        int at = 0;
        while (at < message.length()) {
            out.append("  %05d%c ".formatted(at, goesOn ? '+' : ' '));
            int width = 0;
            byte last = 0;
            while (at < message.length() && last != '\n') {
                String shown = escaped(message.byteAt(at));
                if (width + shown.length() > WIDTH) {
                    break;
                }
                out.append(shown);
                width += shown.length();
                last = message.byteAt(at++);
            }
            goesOn = last != '\n';
            out.append('\n');
        }
    }

    private static String escaped(byte value) {
        return switch (value) {
            case '\t' -> "\\t";
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case 0x1b -> "\\e";
            case '\\' -> "\\\\";
            default -> value >= ' ' && value < 0x7f ? String.valueOf((char) value) : "\\x%02X".formatted(value & 0xff);
        };
    }

    private static void json(InvalidMessage message, StringBuilder out) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < message.length(); i++) {
            bytes.append(escaped(message.byteAt(i)));
        }
        out.append(new Json.Fields()
                .put("time", message.at().toString())
                .put("invalid", message.isRequest() ? "request" : "response")
                .put("frontend", message.frontend())
                .put("backend", message.backend())
                .put("server", message.server())
                .put("event", message.event())
                .put("source", source(message))
                .put("position", message.position())
                .put("found", message.reason())
                .put("length", message.length())
                .put("bytes", bytes.toString()));
    }
}

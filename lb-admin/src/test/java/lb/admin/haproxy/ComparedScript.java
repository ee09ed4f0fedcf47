package lb.admin.haproxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is sent through both programs, as it stands in a file beside their configuration. A line each:
 *
 * <pre>
 * # a comment
 * differs log: why it may                       what need not be the same in this file: status, body, log, close or a field's name
 * GET /path | Field: value => 200 one           a connection with one request, HAProxy's status for it, and the server it went to
 * [port 2, from 127.0.0.5, times 3] GET /       at the second port, from that address, three connections
 * [over h2] GET /                               in HTTP/2 over TLS; also: tls (HTTP/1.1 over TLS), h2c (HTTP/2 without TLS)
 * [until 503] GET /                             again and again until it has this status; then once more, compared
 * connection                                    one connection for the lines below it that begin with spaces
 *   GET /one => 200 one
 *   > POST /two HTTP/1.1                        as it is, each line with CR LF; \r \n \xNN in it mean what they do elsewhere
 *   > Content-Length: 0
 *   >
 *   PING => one: PING                           what is no request: a line is sent, and a line comes back (mode tcp)
 * </pre>
 *
 * A request without Host gets {@code www.example.com}; {@code => -} is for a connection that is closed without an answer.
 *
 * @param differs what need not be the same, and why
 */
record ComparedScript(List<Connection> connections, Map<String, String> differs) {
    private static final Pattern OPTIONS = Pattern.compile("\\[(.*?)] ?(.*)");
    private static final Pattern REQUEST = Pattern.compile("[A-Z]+ [/*h]\\S*( \\|.*)?");
    private static final String HOST = "www.example.com";

    /**
     * One connection.
     *
     * @param port from 0, of those the programs listen on
     * @param over tcp, tls, h2 or h2c
     * @param from the client's address
     * @param until the status that is waited for; 0 for none
     * @param times how often it is made
     */
    record Connection(int port, String over, String from, int until, int times, List<Exchange> exchanges) {}

    /**
     * What is sent, and what HAProxy says to it.
     *
     * @param http whether an HTTP response is waited for, in place of a line
     * @param expected status and server; empty for not known
     */
    record Exchange(String sent, boolean http, String expected) {
        boolean isHead() {
            return sent.startsWith("HEAD ");
        }
    }

    static ComparedScript parse(String text) {
        List<Connection> connections = new ArrayList<>();
        Map<String, String> differs = new LinkedHashMap<>();
        StringBuilder raw = new StringBuilder();
        for (String line : (text + "\n#").lines().toList()) {
            String content = line.strip();
            if (content.startsWith(">")) {
                raw.append(unescaped(content.substring(1).strip())).append("\r\n");
                if (content.contains("=>")) {
                    throw new AssertionError("=> in a line that is sent as it is: " + line);
                }
                continue;
            }
            if (!raw.isEmpty()) {
                String expected =
                        content.startsWith("=>") ? content.substring(2).strip() : "";
                connections.getLast().exchanges().add(new Exchange(raw.toString(), true, expected));
                raw.setLength(0);
                if (!expected.isEmpty()) {
                    continue;
                }
            }
            if (content.isEmpty() || content.startsWith("#")) {
                continue;
            }
            if (content.startsWith("differs ")) {
                int colon = content.indexOf(':');
                differs.put(
                        content.substring(8, colon).strip(),
                        content.substring(colon + 1).strip());
            } else if (line.startsWith(" ")) {
                connections.getLast().exchanges().add(exchange(content));
            } else {
                connections.add(connection(content));
            }
        }
        return new ComparedScript(connections, differs);
    }

    private static Connection connection(String line) {
        int port = 0;
        String over = "tcp";
        String from = "127.0.0.1";
        int until = 0;
        int times = 1;
        String rest = line;
        Matcher options = OPTIONS.matcher(line);
        if (options.matches()) {
            rest = options.group(2);
            for (String option : options.group(1).split(", *")) {
                String value = option.substring(option.indexOf(' ') + 1);
                switch (option.substring(0, option.indexOf(' '))) {
                    case "port" -> port = Integer.parseInt(value) - 1;
                    case "over" -> over = value;
                    case "from" -> from = value;
                    case "until" -> until = Integer.parseInt(value);
                    case "times" -> times = Integer.parseInt(value);
                    default -> throw new AssertionError("unknown option: " + line);
                }
            }
        }
        List<Exchange> exchanges = new ArrayList<>();
        if (!rest.equals("connection")) {
            exchanges.add(exchange(rest));
        }
        return new Connection(port, over, from, until, times, exchanges);
    }

    private static Exchange exchange(String line) {
        int arrow = line.indexOf("=>");
        String sent = arrow < 0 ? line : line.substring(0, arrow).strip();
        String expected = arrow < 0 ? "" : line.substring(arrow + 2).strip();
        if (!REQUEST.matcher(sent).matches()) {
            return new Exchange(unescaped(sent) + "\n", false, expected);
        }
        String[] parts = sent.split(" \\| ");
        StringBuilder head = new StringBuilder(parts[0]).append(" HTTP/1.1\r\n");
        if (!sent.contains("| Host:")) {
            head.append("Host: ").append(HOST).append("\r\n");
        }
        for (int i = 1; i < parts.length; i++) {
            head.append(unescaped(parts[i])).append("\r\n");
        }
        return new Exchange(head.append("\r\n").toString(), true, expected);
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\(r|n|x([0-9a-f]{2}))").matcher(text).replaceAll(found -> switch (found.group(1)) {
            case "r" -> "\r";
            case "n" -> "\n";
            default -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(2), 16)));
        });
    }
}

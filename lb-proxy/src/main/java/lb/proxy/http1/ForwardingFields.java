package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import lb.proxy.listen.Client;
import lb.proxy.settings.AddressField;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.Forwarding.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * The lines that one client's requests get to tell servers of its connection: made once, as far as they do not depend on
 * the request.
 */
final class ForwardingFields {
    private static final byte[] NOTHING = {};
    private static final byte[] END_OF_LINE = ascii("\r\n");
    private static final byte[] HOST = ascii("host=\"");
    private static final byte[] END_OF_HOST = ascii("\"\r\n");

    /** What each request gets. */
    private final byte[] always;

    private final boolean varies;

    /** A line that a request gets which has none of that name. */
    private final byte[] ifNone;

    private final String ifNoneName;

    /** The beginning of a Forwarded line that ends with the request's host; empty where none is wanted. */
    private final byte[] beforeHost;

    private final byte[] via10;
    private final byte[] via;

    /**
     * @param local where the client has connected to; null where that is not known
     * @param encrypted whether it speaks TLS
     */
    ForwardingFields(
            Forwarding settings,
            InetSocketAddress client,
            @Nullable InetSocketAddress local,
            boolean encrypted,
            String version) {
        AddressField forwardedFor = told(settings.forwardedFor(), client);
        AddressField originalTo = local == null ? null : told(settings.originalTo(), local);
        AddressField conditional = forwardedFor != null && forwardedFor.ifNone() ? forwardedFor : null;
        ifNone = conditional == null ? NOTHING : ascii(line(conditional, client));
        ifNoneName = conditional == null ? "" : conditional.name().toLowerCase(Locale.ROOT);
        String forwarded = forwarded(settings.forwarded(), client, local, encrypted);
        boolean withHost = settings.forwarded().contains(Parameter.HOST);
        StringBuilder lines = new StringBuilder();
        if (forwardedFor != null && conditional == null) {
            lines.append(line(forwardedFor, client));
        }
        if (originalTo != null && local != null) {
            lines.append(line(originalTo, local));
        }
        if (!withHost && !forwarded.isEmpty()) {
            lines.append(forwarded).append("\r\n");
        }
        always = ascii(lines.toString());
        beforeHost = withHost ? ascii(forwarded) : NOTHING;
        via10 = settings.via() == null ? NOTHING : ascii("Via: 1.0 " + settings.via() + "\r\n");
        via = settings.via() == null ? NOTHING : ascii("Via: " + version + " " + settings.via() + "\r\n");
        varies = conditional != null || withHost || settings.via() != null;
    }

    /** Those of a client, who speaks that version of HTTP: 1, 2 or 3. */
    static ForwardingFields of(Forwarding settings, Client client, int major) {
        InetSocketAddress local = client.destination();
        return new ForwardingFields(
                settings,
                client.source(),
                local.isUnresolved() ? null : local,
                client.tls() != null,
                major == 1 ? "1.1" : major + ".0");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static @Nullable AddressField told(@Nullable AddressField field, InetSocketAddress address) {
        // One over a UNIX socket has no address to tell.
        InetAddress ip = address.getAddress();
        return field == null || ip == null || field.isExcepted(ip) ? null : field;
    }

    private static String line(AddressField field, InetSocketAddress address) {
        return field.name() + ": " + text(address) + "\r\n";
    }

    private static String text(InetSocketAddress address) {
        return NetUtil.toAddressString(address.getAddress());
    }

    /** The line without its end, or with a last semicolon where the host follows; empty for none. */
    private static String forwarded(
            Set<Parameter> wanted, InetSocketAddress client, @Nullable InetSocketAddress local, boolean encrypted) {
        StringBuilder line = new StringBuilder();
        if (wanted.contains(Parameter.FOR) || wanted.contains(Parameter.FOR_PORT)) {
            append(line, "for=" + node(client, wanted.contains(Parameter.FOR_PORT)));
        }
        if (local != null && (wanted.contains(Parameter.BY) || wanted.contains(Parameter.BY_PORT))) {
            append(line, "by=" + node(local, wanted.contains(Parameter.BY_PORT)));
        }
        if (wanted.contains(Parameter.PROTO)) {
            append(line, encrypted ? "proto=https" : "proto=http");
        }
        if (wanted.contains(Parameter.HOST)) {
            append(line, "");
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String pair) {
        line.append(line.isEmpty() ? "Forwarded: " : ";").append(pair);
    }

    /** A node identifier (RFC 7239 section 6); what holds a colon is quoted. */
    private static String node(InetSocketAddress address, boolean withPort) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            return "unknown";
        }
        String host = ip instanceof Inet6Address ? "[" + text(address) + "]" : text(address);
        String node = withPort ? host + ":" + address.getPort() : host;
        return node.indexOf(':') < 0 ? node : '"' + node + '"';
    }

    /** About how many bytes are added. */
    int room() {
        return always.length + ifNone.length + beforeHost.length + via.length;
    }

    /** Appends the lines for a request. */
    void write(RequestHead head, ByteBuf in, ByteBuf out) {
        out.writeBytes(always);
        if (varies) {
            writeVarying(head, in, out);
        }
    }

    private void writeVarying(RequestHead head, ByteBuf in, ByteBuf out) {
        if (ifNone.length > 0 && !head.lines().has(in, ifNoneName)) {
            out.writeBytes(ifNone);
        }
        if (beforeHost.length > 0) {
            writeForwarded(head, in, out);
        }
        out.writeBytes(head.http10() ? via10 : via);
    }

    private void writeForwarded(RequestHead head, ByteBuf in, ByteBuf out) {
        int start = head.hostStart();
        if (start >= 0 && head.hostEnd() > start) {
            // No host has a quote or a backslash in it.
            out.writeBytes(beforeHost)
                    .writeBytes(HOST)
                    .writeBytes(in, in.readerIndex() + start, head.hostEnd() - start)
                    .writeBytes(END_OF_HOST);
        } else if (beforeHost[beforeHost.length - 1] == ';') {
            out.writeBytes(beforeHost, 0, beforeHost.length - 1).writeBytes(END_OF_LINE);
        }
    }
}

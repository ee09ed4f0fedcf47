package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.Reply;
import lb.proxy.settings.RouteAction;

/** Sends clients elsewhere: all but the value of Location is made once. */
public final class Redirect {
    private static final byte[] LOCATION = bytes("Location: ");
    private static final byte[] END_OF_LINE = bytes("\r\n");

    private final Reply reply;
    private final byte[] beginning;
    private final byte[] port;
    private final boolean keepsHost;
    private final boolean keepsPath;
    private final boolean dropsQuery;
    private final boolean appendsSlash;

    Redirect(RouteAction.Redirect settings) {
        reply = new Reply(new FixedResponse(settings.status(), cacheFields(settings.status()), ""));
        beginning = bytes(
                switch (settings.destination()) {
                    case RouteAction.To(String location) -> location;
                    case RouteAction.Prefix(String prefix) -> prefix;
                    case RouteAction.Scheme(String scheme, int _) -> scheme + "://";
                });
        port = bytes(
                settings.destination() instanceof RouteAction.Scheme scheme && scheme.port() > 0
                        ? ":" + scheme.port()
                        : "");
        keepsHost = settings.destination() instanceof RouteAction.Scheme;
        keepsPath = !(settings.destination() instanceof RouteAction.To);
        dropsQuery = settings.dropQuery();
        appendsSlash = settings.appendSlash();
    }

    /** As HAProxy does: the temporary ones are not to be kept, whatever a cache thinks of them. */
    public static List<Field> cacheFields(int status) {
        boolean temporary = status == 302 || status == 303 || status == 307;
        return temporary ? List.of(new Field("Cache-Control", "no-cache")) : List.of();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** The response but for Location. */
    public Reply reply() {
        return reply;
    }

    /** Whether it leads to the host that was asked for, so that there has to be one. */
    public boolean keepsHost() {
        return keepsHost;
    }

    /**
     * Appends Location, a whole line.
     *
     * @param host has {@link Part#HOST} where the redirect keeps it
     * @param target holds path and query as received, as characters that a request target may have
     * @param start of the path; an empty one is {@code /}
     */
    public void writeLocation(Subject host, ByteBuf target, int start, int end, ByteBuf out) {
        out.writeBytes(LOCATION).writeBytes(beginning);
        if (keepsHost) {
            int hostStart = host.start(Part.HOST);
            out.writeBytes(host.bytes(Part.HOST), hostStart, host.end(Part.HOST) - hostStart)
                    .writeBytes(port);
        }
        if (keepsPath) {
            writePath(target, start, end, beginning.length == 0, dropsQuery, appendsSlash, out);
        }
        out.writeBytes(END_OF_LINE);
    }

    /**
     * Appends path and query, or what is wanted of them.
     *
     * @param target holds them as received, as characters that a request target may have
     * @param start of the path; an empty one is {@code /}
     * @param first whether nothing stands before them in the place that they are a part of
     */
    public static void writePath(
            ByteBuf target, int start, int end, boolean first, boolean dropsQuery, boolean appendsSlash, ByteBuf out) {
        int question = target.indexOf(start, end, (byte) '?');
        int pathEnd = question < 0 ? end : question;
        int path = start;
        // Two slashes would begin a host name where nothing stands before them.
        while (first && path + 1 < pathEnd && isSlashLike(target, path + 1)) {
            path++;
        }
        if (path == pathEnd || target.getByte(path) != '/') {
            out.writeByte('/');
            path = Math.min(path + 1, pathEnd);
        }
        out.writeBytes(target, path, pathEnd - path);
        if (appendsSlash && pathEnd > path && target.getByte(pathEnd - 1) != '/') {
            out.writeByte('/');
        }
        if (!dropsQuery) {
            out.writeBytes(target, pathEnd, end - pathEnd);
        }
    }

    /** Browsers take a backslash for a slash. */
    private static boolean isSlashLike(ByteBuf target, int index) {
        byte value = target.getByte(index);
        return value == '/' || value == '\\';
    }
}

package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import lb.proxy.loop.TimeShare;
import lb.proxy.route.NormalPath;
import lb.proxy.route.Part;

/**
 * A request as the conditions of routes see it: its parts where they were received. Reused for every request of a
 * connection; valid from {@link #of} until the head is skipped.
 */
final class RoutedRequest implements ExchangeSubject {
    /** The path of a target in absolute-form that has none. */
    private static final ByteBuf SLASH = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("/".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

    private static final ByteBuf HTTP_2 = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("2.0".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

    private static final ByteBuf HTTP_3 = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("3.0".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

    /** Of the version without the name of the protocol, such as 1.1. */
    private static final int VERSION_LENGTH = 3;

    private final RequestHead head;
    private final TimeShare hashing;
    private final ExchangeAccount account;
    private ByteBuf in = Unpooled.EMPTY_BUFFER;
    private int base;

    /** Where {@link #pathStart} and {@link #pathEnd} lie, once they are asked for. */
    private ByteBuf path = Unpooled.EMPTY_BUFFER;

    private int pathStart = -1;
    private int pathEnd;

    RoutedRequest(RequestHead head, TimeShare hashing, ExchangeAccount account) {
        this.head = head;
        this.hashing = hashing;
        this.account = account;
    }

    /** The request whose complete head lies at the reader index. */
    RoutedRequest of(ByteBuf in) {
        this.in = in;
        base = in.readerIndex();
        path = Unpooled.EMPTY_BUFFER;
        pathStart = -1;
        return this;
    }

    @Override
    public ExchangeAccount exchange() {
        return account;
    }

    @Override
    public TimeShare hashing() {
        return hashing;
    }

    @Override
    public ByteBuf bytes(Part part) {
        if (part == Part.PATH) {
            findPath();
            return path;
        }
        if (part != Part.VERSION || account.major() == 1) {
            return in;
        }
        return account.major() == 2 ? HTTP_2 : HTTP_3;
    }

    @Override
    public int start(Part part) {
        return switch (part) {
            case METHOD -> base + head.methodStart();
            case HOST -> head.hostStart() < 0 ? -1 : base + head.hostStart();
            case PATH -> {
                findPath();
                yield pathStart;
            }
            case QUERY -> {
                int question = head.target().pathEnd(in);
                yield question == head.target().end() ? -1 : base + question + 1;
            }
            case TARGET -> base + head.methodEnd() + 1;
            case RAW_PATH, PATH_AND_QUERY -> rawPathStart();
            case VERSION -> account.major() > 1 ? 0 : base + head.requestLineEnd() - VERSION_LENGTH;
            case SERVER_NAME, RDP_COOKIE -> -1;
        };
    }

    @Override
    public int end(Part part) {
        return switch (part) {
            case METHOD -> base + head.methodEnd();
            case HOST -> hostEnd();
            case PATH -> {
                findPath();
                yield pathEnd;
            }
            case QUERY, TARGET, PATH_AND_QUERY -> base + head.target().end();
            case RAW_PATH -> base + head.target().pathEnd(in);
            case VERSION -> account.major() > 1 ? VERSION_LENGTH : base + head.requestLineEnd();
            case SERVER_NAME, RDP_COOKIE -> -1;
        };
    }

    /** The asterisk of OPTIONS, an authority and a bare query are no path. */
    private int rawPathStart() {
        RequestTarget target = head.target();
        int start = target.pathStart();
        return start < target.end() && in.getByte(base + start) == '/' ? base + start : -1;
    }

    private void findPath() {
        if (pathStart >= 0) {
            return;
        }
        RequestTarget target = head.target();
        int start = base + target.pathStart();
        int end = base + target.pathEnd(in);
        if (start == end) {
            path = SLASH;
            pathStart = 0;
            pathEnd = 1;
            return;
        }
        ByteBuf normal = NormalPath.of(in, start, end);
        path = normal == null ? in : normal;
        pathStart = normal == null ? start : 0;
        pathEnd = normal == null ? end : normal.writerIndex();
    }

    private int hostEnd() {
        int start = base + head.hostStart();
        int end = RequestTarget.hostEnd(in, start, base + head.hostEnd());
        // The root's dot at the end of a name changes nothing of what it means.
        return end - 1 > start && in.getByte(end - 1) == '.' ? end - 1 : end;
    }

    @Override
    public ByteBuf fieldBytes() {
        return in;
    }

    @Override
    public int fields() {
        return head.lines().fields();
    }

    @Override
    public int nameStart(int field) {
        return base + head.lines().nameStart(field);
    }

    @Override
    public int nameEnd(int field) {
        return base + head.lines().nameEnd(field);
    }

    @Override
    public int valueStart(int field) {
        return base + head.lines().valueStart(field);
    }

    @Override
    public int valueEnd(int field) {
        return base + head.lines().valueEnd(field);
    }
}

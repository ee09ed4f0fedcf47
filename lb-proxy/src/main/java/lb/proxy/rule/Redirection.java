package lb.proxy.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.Reply;
import lb.proxy.route.Fetch;
import lb.proxy.route.Part;
import lb.proxy.route.Redirect;
import lb.proxy.route.Subject;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.RuleAction.Redirect.Kind;
import lb.proxy.settings.Sample;
import lb.proxy.upstream.Backend;

/** Where a rule sends a client. Immutable, on any thread. */
public final class Redirection {
    private static final byte[] LOCATION = "Location: ".getBytes(ISO_8859_1);
    private static final byte[] AFTER_SCHEME = "://".getBytes(ISO_8859_1);

    private final Reply reply;
    private final Kind kind;
    private final Expression to;
    private final Fetch host;
    private final boolean dropsQuery;
    private final boolean appendsSlash;
    private final boolean ignoresEmpty;

    Redirection(RuleAction.Redirect settings, Function<String, Backend> backends) {
        List<Field> fields = new ArrayList<>(Redirect.cacheFields(settings.status()));
        if (settings.setCookie() != null) {
            fields.add(new Field("Set-Cookie", settings.setCookie()));
        }
        reply = new Reply(new FixedResponse(settings.status(), fields, ""));
        kind = settings.kind();
        to = Expression.of(settings.to(), backends);
        host = Fetch.of(new Sample.Header("host"), backends);
        dropsQuery = settings.dropQuery();
        appendsSlash = settings.appendSlash();
        ignoresEmpty = settings.ignoreEmpty();
    }

    /** The response but for Location. */
    public Reply reply() {
        return reply;
    }

    /** Whether the rule is passed over, as nothing is said of the place. */
    boolean isPassedOver(Subject subject) {
        return ignoresEmpty && to.text(subject).isEmpty();
    }

    /** Whether there is all that it takes: the same host with another scheme is no place where no host was asked for. */
    public boolean isPossible(Subject subject) {
        return kind != Kind.SCHEME || host.isPresent(subject);
    }

    /**
     * Appends Location, a whole line.
     *
     * @return false where what it is made of cannot stand in a header field
     */
    public boolean writeLocation(Subject subject, ByteBuf out) {
        out.writeBytes(LOCATION);
        int start = out.writerIndex();
        to.append(subject, out);
        if (kind == Kind.SCHEME) {
            out.writeBytes(AFTER_SCHEME);
            host.append(subject, out);
        }
        if (kind != Kind.LOCATION) {
            writePath(subject, isRoot(out, start), out);
        }
        if (out.forEachByte(start, out.writerIndex() - start, Redirection::isText) >= 0) {
            return false;
        }
        out.writeShort(FieldEdit.END_OF_LINE);
        return true;
    }

    /** Whether a byte may stand in a field's value. */
    private static boolean isText(byte value) {
        return (value >= ' ' && value != 0x7f) || value == '\t' || value < 0;
    }

    /** A prefix of nothing but a slash stands for none, as in HAProxy. */
    private boolean isRoot(ByteBuf out, int start) {
        if (kind == Kind.PREFIX && out.writerIndex() == start + 1 && out.getByte(start) == '/') {
            out.writerIndex(start);
        }
        return out.writerIndex() == start;
    }

    private void writePath(Subject subject, boolean first, ByteBuf out) {
        int start = subject.start(Part.PATH_AND_QUERY);
        if (start < 0) {
            out.writeByte('/');
        } else {
            int end = subject.end(Part.PATH_AND_QUERY);
            Redirect.writePath(subject.bytes(Part.PATH_AND_QUERY), start, end, first, dropsQuery, appendsSlash, out);
        }
    }
}

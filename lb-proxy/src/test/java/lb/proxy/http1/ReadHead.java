package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.HeadLimits;

/**
 * How a head is read by this package, for tests of others that make some.
 *
 * @param refused why it is, or empty
 * @param startLine without its end
 * @param fields as {@code name: value}
 * @param framing of the body
 * @param upgrade whether it asks for, or announces, another protocol
 * @param left bytes behind it
 * @param forwarded as the other side gets it
 */
public record ReadHead(
        String refused,
        String startLine,
        List<String> fields,
        String framing,
        boolean upgrade,
        int left,
        String forwarded) {
    private static ReadHead refused(Object why) {
        return new ReadHead(Objects.toString(why), "", List.of(), "", false, 0, "");
    }

    /** A request that is there as a whole. */
    public static ReadHead ofRequest(ByteBuf in, HeadLimits limits) {
        RequestHead head = new RequestHead(limits, true);
        head.reset();
        HeadProgress progress = head.read(in);
        if (progress != HeadProgress.COMPLETE) {
            return refused(progress == HeadProgress.MALFORMED ? head.malformed() : progress);
        }
        ByteBuf out = Unpooled.buffer();
        List<String> fields = fields(head.lines(), in);
        ForwardedHead.write(head, in, out, ForwardingFieldsTest.NONE, false, null);
        String line = text(in, head.methodStart(), head.requestLineEnd());
        return new ReadHead(
                "",
                line,
                fields,
                head.bodyFraming() + "",
                head.upgrade(),
                in.readableBytes() - head.length(),
                out.toString(ISO_8859_1));
    }

    /** A response that is there as a whole. */
    public static ReadHead ofResponse(
            ByteBuf in, HeadLimits limits, boolean toHead, boolean upgradeAsked, boolean toConnect) {
        ResponseHead head = new ResponseHead(limits);
        head.reset(toHead, upgradeAsked, toConnect);
        HeadProgress progress = head.read(in);
        if (progress != HeadProgress.COMPLETE) {
            return refused(progress == HeadProgress.MALFORMED ? head.malformed() : progress);
        }
        ByteBuf out = Unpooled.buffer();
        List<String> fields = fields(head.lines(), in);
        ForwardedHead.Connection connection =
                head.isSwitchingProtocols() ? ForwardedHead.Connection.UPGRADE : ForwardedHead.Connection.PERSISTS;
        ForwardedHead.write(head, in, out, connection, false, null);
        String line = text(in, 0, head.lines().startLineEnd());
        return new ReadHead(
                "",
                line,
                fields,
                head.bodyFraming() + "",
                head.isSwitchingProtocols(),
                in.readableBytes() - head.length(),
                out.toString(ISO_8859_1));
    }

    private static List<String> fields(HeadLines lines, ByteBuf in) {
        List<String> fields = new ArrayList<>();
        for (int field = 0; field < lines.fields(); field++) {
            fields.add(text(in, lines.nameStart(field), lines.nameEnd(field)) + ": "
                    + text(in, lines.valueStart(field), lines.valueEnd(field)));
        }
        return fields;
    }

    private static String text(ByteBuf in, int start, int end) {
        return in.toString(in.readerIndex() + start, end - start, ISO_8859_1);
    }

    /** Why the lines behind a last chunk are refused, or empty. */
    public static String refusedTrailers(ByteBuf body) {
        ChunkedBody chunks = new ChunkedBody();
        while (true) {
            switch (chunks.next(body)) {
                case END -> {
                    return body.isReadable() ? "bytes behind the body" : "";
                }
                case MORE, MALFORMED -> {
                    return Objects.toString(chunks.malformed());
                }
                default -> {}
            }
        }
    }
}

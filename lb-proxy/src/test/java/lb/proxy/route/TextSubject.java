package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request made of text, each part somewhere in a buffer of its own, with other bytes around. */
final class TextSubject implements Subject {
    private static final String AROUND = "xx";

    private record Line(int nameStart, int nameEnd, int valueStart, int valueEnd) {}

    private final Map<Part, ByteBuf> parts = new EnumMap<>(Part.class);
    private final ByteBuf fieldBytes = Unpooled.buffer();
    private final List<Line> lines = new ArrayList<>();
    private byte[] address = {127, 0, 0, 1};
    private int status = -1;

    static TextSubject request() {
        return new TextSubject();
    }

    TextSubject with(Part part, String text) {
        parts.put(part, Unpooled.copiedBuffer(AROUND + text + AROUND, ISO_8859_1));
        return this;
    }

    TextSubject header(String name, String value) {
        int start = fieldBytes.writerIndex();
        fieldBytes.writeCharSequence(name + ": " + value + "\r\n", ISO_8859_1);
        int valueStart = start + name.length() + 2;
        lines.add(new Line(start, start + name.length(), valueStart, valueStart + value.length()));
        return this;
    }

    TextSubject from(int... address) {
        this.address = new byte[address.length];
        for (int i = 0; i < address.length; i++) {
            this.address[i] = (byte) address[i];
        }
        return this;
    }

    TextSubject response(int status) {
        this.status = status;
        return this;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public boolean isResponse() {
        return status > 0;
    }

    @Override
    public int sourcePort() {
        return 40_000;
    }

    @Override
    public @Nullable CharSequence word(Word word) {
        return word == Word.FRONTEND_NAME ? "fe" : null;
    }

    @Override
    public byte[] clientAddress() {
        return address;
    }

    @Override
    public ByteBuf bytes(Part part) {
        return parts.getOrDefault(part, Unpooled.EMPTY_BUFFER);
    }

    @Override
    public int start(Part part) {
        return parts.containsKey(part) ? AROUND.length() : -1;
    }

    @Override
    public int end(Part part) {
        return bytes(part).readableBytes() - AROUND.length();
    }

    @Override
    public ByteBuf fieldBytes() {
        return fieldBytes;
    }

    @Override
    public int fields() {
        return lines.size();
    }

    @Override
    public int nameStart(int field) {
        return lines.get(field).nameStart();
    }

    @Override
    public int nameEnd(int field) {
        return lines.get(field).nameEnd();
    }

    @Override
    public int valueStart(int field) {
        return lines.get(field).valueStart();
    }

    @Override
    public int valueEnd(int field) {
        return lines.get(field).valueEnd();
    }
}

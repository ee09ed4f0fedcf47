package lb.proxy.rule;

import io.netty.buffer.ByteBuf;
import lb.proxy.route.Subject;
import lb.proxy.settings.LogLevel;

/**
 * The head of one message while rules edit it: lines are written behind it, and then take the place of others. The
 * {@link Subject} that rules look at shows each edit at once.
 *
 * <pre>
 *  head as it came            | what rules have written, in order
 *  GET /a HTTP/1.1 Host: … ⏎  | X-A: 1⏎  GET /b HTTP/1.1⏎  X-A: 2⏎
 * </pre>
 */
public interface HeadEditor {
    /** For who edits nothing: rules of connections. */
    HeadEditor NONE = new NoHead();

    /** Where lines are written, at its end; a copy of the head from the first call on. Indexes are its own. */
    ByteBuf edits();

    /** Takes a header field out; those behind it move up. */
    void remove(int field);

    /**
     * The line written last takes the place of a field, or is one more.
     *
     * @param field one more than there are for one more
     * @param start of the line, which ends where the buffer does, and begins with a token
     * @param nameEnd of the token; the colon
     * @param isText whether its value has been looked at before: there is nothing in it that no line may hold
     * @return false where it is no field line, or the head would be too long
     */
    boolean put(int field, int start, int nameEnd, boolean isText);

    /** Whether there may be a line of that many bytes; {@link #put} refuses it otherwise. */
    boolean hasRoomFor(int bytes);

    /**
     * The line written last takes the place of the start line.
     *
     * @return false where it is none, or the head would be too long
     */
    boolean putStartLine(int start);

    /** The first byte of the path in the request's target. */
    int pathStart();

    /** The byte after the last of the path: the query's question mark, or the target's end. */
    int pathEnd();

    /** The line in the log gets this severity. */
    void logAs(LogLevel level);

    /** What rules of connections have: nothing. */
    final class NoHead implements HeadEditor {
        private NoHead() {}

        @Override
        public ByteBuf edits() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove(int field) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean put(int field, int start, int nameEnd, boolean isText) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hasRoomFor(int bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean putStartLine(int start) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int pathStart() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int pathEnd() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void logAs(LogLevel level) {
            throw new UnsupportedOperationException();
        }
    }
}

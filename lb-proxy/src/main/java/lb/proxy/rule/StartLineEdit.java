package lb.proxy.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static lb.proxy.rule.FieldEdit.END_OF_LINE;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import lb.proxy.route.Part;
import lb.proxy.route.Subject;
import lb.proxy.settings.RuleAction.TargetPart;

/** Changes the start line, by writing another one. */
sealed interface StartLineEdit extends Edit {

    /** Another method. */
    record Method(Expression method) implements StartLineEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            ByteBuf out = head.edits();
            int start = out.writerIndex();
            method.append(subject, out);
            int end = subject.end(Part.METHOD);
            out.writeBytes(subject.bytes(Part.METHOD), end, lineEnd(subject) - end);
            out.writeShort(END_OF_LINE);
            return head.putStartLine(start);
        }
    }

    /** Another part of the target. */
    record Target(TargetPart part, Expression value) implements StartLineEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            ByteBuf out = head.edits();
            ByteBuf in = subject.bytes(Part.TARGET);
            int start = out.writerIndex();
            int from = subject.start(Part.METHOD);
            int left = beginningOf(part, subject, head);
            out.writeBytes(in, from, left - from);
            int value = out.writerIndex();
            if (part == TargetPart.QUERY) {
                out.writeByte('?');
            }
            this.value.append(subject, out);
            boolean asked = left < subject.end(Part.TARGET);
            if (part == TargetPart.QUERY && !asked && out.writerIndex() == value + 1) {
                // A question mark that was there stays, but none comes for nothing.
                out.writerIndex(value);
            }
            return finish(subject, head, endOf(part, subject, head), out, start);
        }
    }

    /** What is made of a match takes the place of the whole part that matches. */
    record Replace(TargetPart part, Pattern regex, Expression with) implements StartLineEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            ByteBuf old = subject.bytes(Part.TARGET);
            int oldStart = beginningOf(part, subject, head);
            int oldLength = endOf(part, subject, head) - oldStart;
            Matcher match = regex.matcher(old.toString(oldStart, oldLength, ISO_8859_1));
            if (!match.find()) {
                return true;
            }
            ByteBuf out = head.edits();
            int start = out.writerIndex();
            int from = subject.start(Part.METHOD);
            out.writeBytes(subject.bytes(Part.TARGET), from, beginningOf(part, subject, head) - from);
            with.append(subject, match, out);
            return finish(subject, head, endOf(part, subject, head), out, start);
        }
    }

    /**
     * Another status.
     *
     * @param line the whole status line with its end
     */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Status(byte[] line) implements StartLineEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            ByteBuf out = head.edits();
            int start = out.writerIndex();
            out.writeBytes(line);
            return head.putStartLine(start);
        }
    }

    private static int beginningOf(TargetPart part, Subject subject, HeadEditor head) {
        return switch (part) {
            case PATH, PATH_AND_QUERY -> head.pathStart();
            case QUERY -> head.pathEnd();
            case WHOLE -> subject.start(Part.TARGET);
        };
    }

    private static int endOf(TargetPart part, Subject subject, HeadEditor head) {
        return part == TargetPart.PATH ? head.pathEnd() : subject.end(Part.TARGET);
    }

    /** In the bytes of the target; of HTTP/2, too, whose head is written as that of HTTP/1.1 is. */
    private static int lineEnd(Subject subject) {
        return subject.end(Part.TARGET) + " HTTP/1.1".length();
    }

    /** Appends what follows the part that was written. */
    private static boolean finish(Subject subject, HeadEditor head, int rest, ByteBuf out, int start) {
        out.writeBytes(subject.bytes(Part.TARGET), rest, lineEnd(subject) - rest);
        out.writeShort(END_OF_LINE);
        return head.putStartLine(start);
    }
}

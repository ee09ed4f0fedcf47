package lb.proxy.rule;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.netty.buffer.ByteBuf;
import lb.proxy.route.ListValue;
import lb.proxy.route.Subject;
import lb.proxy.route.TextPattern;
import lb.proxy.settings.HeaderEdits;

/** Changes header fields. */
sealed interface FieldEdit extends Edit {
    /** CR and LF. */
    int END_OF_LINE = '\r' << 8 | '\n';

    /**
     * One more field, and where it replaces, those of the name go.
     *
     * @param line all of it, with colon and line end: one write where no sample is in it
     * @param nameLength bytes of its name
     * @param name those that it replaces
     */
    record Put(Expression line, int nameLength, TextPattern name, boolean replaces) implements FieldEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            ByteBuf out = head.edits();
            int start = out.writerIndex();
            // First, as it may be made of what is replaced.
            line.append(subject, out);
            if (replaces) {
                removeAll(subject, head, name);
            }
            return head.put(subject.fields(), start, start + nameLength, line.isFixed());
        }

        private static void removeAll(Subject subject, HeadEditor head, TextPattern name) {
            for (int field = subject.fields() - 1; field >= 0; field--) {
                if (name.matches(subject.fieldBytes(), subject.nameStart(field), subject.nameEnd(field))) {
                    head.remove(field);
                }
            }
        }
    }

    /** Takes out those whose names match, but for those that nobody may edit. */
    record Remove(TextPattern name) implements FieldEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            for (int field = subject.fields() - 1; field >= 0; field--) {
                int start = subject.nameStart(field);
                int end = subject.nameEnd(field);
                ByteBuf in = subject.fieldBytes();
                if (name.matches(in, start, end)
                        && HeaderEdits.isEditable(in.toString(start, end - start, ISO_8859_1), false)) {
                    head.remove(field);
                }
            }
            return true;
        }
    }

    /**
     * Replaces values that match by what is made of the match, as a whole.
     *
     * @param eachValue whether each value between commas is one, not the line
     */
    record Replace(TextPattern name, Pattern regex, Expression with, boolean eachValue) implements FieldEdit {
        @Override
        public boolean apply(Subject subject, HeadEditor head) {
            for (int field = 0; field < subject.fields(); field++) {
                if (name.matches(subject.fieldBytes(), subject.nameStart(field), subject.nameEnd(field))
                        && !replace(subject, head, field)) {
                    return false;
                }
            }
            return true;
        }

        private boolean replace(Subject subject, HeadEditor head, int field) {
            ByteBuf out = head.edits();
            ByteBuf in = subject.fieldBytes();
            int start = out.writerIndex();
            int from = subject.valueStart(field);
            int end = subject.valueEnd(field);
            int nameLength = subject.nameEnd(field) - subject.nameStart(field);
            out.writeBytes(in, subject.nameStart(field), nameLength);
            out.writeByte(':').writeByte(' ');
            boolean any = eachValue ? values(subject, head, in, from, end) : value(subject, in, from, end, out);
            out.writeShort(END_OF_LINE);
            if (!any) {
                out.writerIndex(start);
                return true;
            }
            return head.put(field, start, start + nameLength, false);
        }

        private boolean values(Subject subject, HeadEditor head, ByteBuf in, int from, int end) {
            ByteBuf out = head.edits();
            int start = out.writerIndex();
            boolean any = false;
            int at = from;
            while (true) {
                int stop = ListValue.end(in, at, end);
                int value = ListValue.skipBlanks(in, at, stop);
                if (value(subject, in, value, ListValue.trimBlanks(in, value, stop), out)) {
                    any = true;
                } else {
                    out.writeBytes(in, at, stop - at);
                }
                // Of thousands of commas each may stand for all of the head; it is too long before the last.
                if (stop == end || !head.hasRoomFor(out.writerIndex() - start)) {
                    return any;
                }
                out.writeByte(',');
                at = stop + 1;
            }
        }

        /** Appends what replaces a value; nothing where that does not match. */
        private boolean value(Subject subject, ByteBuf in, int start, int end, ByteBuf out) {
            Matcher match = regex.matcher(in.toString(start, end - start, ISO_8859_1));
            if (!match.find()) {
                return false;
            }
            with.append(subject, match, out);
            return true;
        }
    }
}

package lb.admin.keepalived;

/** Where a line's comment begins: at a # or ! outside of quotes. */
final class Comment {
    private Comment() {}

    /** The index of its sign; the length of the line where there is none. */
    static int start(String line) {
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\') {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (WordSplitter.isQuote(c)) {
                quote = WordSplitter.closing(c);
            } else if (c == '#' || c == '!') {
                return i;
            }
        }
        return line.length();
    }
}

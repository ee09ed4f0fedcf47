package lb.admin.haproxy;

/** Words of the file as messages show them. */
final class Shown {
    private static final int LONGEST = 60;

    private Shown() {}

    /** In quotes, shortened, with control characters in a form that cannot harm a terminal. */
    static String word(String word) {
        return '"' + plain(word) + '"';
    }

    /** The same without quotes. */
    static String plain(String word) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < word.length() && i < LONGEST; i++) {
            char c = word.charAt(i);
            if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0) || Character.getType(c) == Character.FORMAT) {
                shown.append("\\u%04x".formatted((int) c));
            } else {
                shown.append(c);
            }
        }
        return shown.append(word.length() > LONGEST ? "…" : "").toString();
    }
}

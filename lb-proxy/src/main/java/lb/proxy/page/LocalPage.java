package lb.proxy.page;

/**
 * A page, or a family of pages, that a frontend answers itself.
 *
 * @param prefix the target's path is this, or goes on after it with {@code /}, {@code ;} or {@code ?}; {@code /} is
 *     every path
 * @param answerer makes the response
 */
public record LocalPage(String prefix, LocalAnswerer answerer) {
    /** Whether the page answers an origin-form target such as {@code /stats;csv}. */
    public boolean answers(CharSequence target) {
        int length = prefix.length();
        if (prefix.equals("/")) {
            return true;
        }
        if (target.length() < length || !prefix.contentEquals(target.subSequence(0, length))) {
            return false;
        }
        return target.length() == length || ";?/".indexOf(target.charAt(length)) >= 0;
    }
}

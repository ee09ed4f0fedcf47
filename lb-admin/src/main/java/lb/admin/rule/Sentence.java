package lb.admin.rule;

import java.util.Collection;
import java.util.List;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/** The words of one rule, read from left to right, and what is wrong with them. One thread. */
final class Sentence {
    /** More than anybody writes; what takes longer lists has them in files. */
    private static final int MOST_WORDS = 512;

    private final List<String> words;
    private final Complaints complaints;
    private int at;
    private boolean broken;

    Sentence(List<String> words, Complaints complaints) {
        this.complaints = complaints;
        this.words = words.size() > MOST_WORDS ? List.copyOf(words.subList(0, MOST_WORDS)) : List.copyOf(words);
        if (words.size() > MOST_WORDS) {
            wrong(MOST_WORDS - 1, "more than " + MOST_WORDS + " words follow (expected: a file of patterns, by -f)");
        }
    }

    /** Whether something was found to be wrong. */
    boolean isBroken() {
        return broken;
    }

    boolean isEnd() {
        return at >= words.size();
    }

    /** The number of the word that is next. */
    int at() {
        return at;
    }

    /** The word that is next; empty at the end. */
    String peek() {
        return isEnd() ? "" : words.get(at);
    }

    String next() {
        return words.get(at++);
    }

    /** Passes over the next word if it is this one. */
    boolean skip(String word) {
        var is = !isEnd() && peek().equals(word);
        if (is) {
            at++;
        }
        return is;
    }

    /** Whether the condition of the rule, or its end, is next. */
    boolean isBehindAction() {
        return isEnd() || peek().equals("if") || peek().equals("unless");
    }

    /** Goes on to the condition, past what is not understood. */
    void skipToCondition() {
        while (!isBehindAction()) {
            at++;
        }
    }

    /** The next word as an argument; null where there is none, which is then said. */
    @Nullable
    String argument(String expected) {
        if (isBehindAction()) {
            expected(at, expected);
            return null;
        }
        return next();
    }

    /** The next word as a whole number; null where it is none, which is then said. */
    @Nullable
    Integer number(int least, int most) {
        var word = argument(least + " to " + most);
        if (word == null) {
            return null;
        }
        if (word.matches("\\d{1,9}")) {
            var number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        }
        expected(at - 1, least + " to " + most);
        return null;
    }

    void wrong(int word, String message) {
        broken = true;
        complaints.take(new Complaint(true, word, message));
    }

    void expected(int word, String what) {
        wrong(word, "expected: " + what);
    }

    void notDone(int word, String what) {
        wrong(word, what + " is not done yet in this version" + KnownWords.hint(what));
    }

    /** Something wrong that may have been meant for one of some words. */
    void unknown(int word, String message, String found, Collection<String> known) {
        broken = true;
        complaints.take(new Complaint(true, word, message + Words.didYouMean(found, known)));
    }

    void doubtful(int word, String message) {
        complaints.take(new Complaint(false, word, message));
    }
}

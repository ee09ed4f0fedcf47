package lb.proxy.http1;

import java.util.Arrays;

/** The numbers of some fields of a head, ascending. Reused; grows as far as it ever has to. */
final class FieldNumbers {
    private int[] numbers = new int[2];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int field) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = field;
    }

    int count() {
        return count;
    }

    int get(int index) {
        return numbers[index];
    }
}

package lb.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrengthTest {
    @ParameterizedTest(name = "with {0} of a weight of {1}, {2} points come to {3}")
    @CsvSource({
        "200, 200, 40, 0",
        "100, 200, 40, 20",
        "0, 200, 40, 40",
        "0, 3, 254, 254",
        "2, 3, 40, 13",
        "1, 3, 40, 27",
        "255, 256, 40, 0",
        "0, 2147483647, 254, 254",
        "0, 0, 254, 0"
    })
    void theMissingPartOfThePointsIsTaken(int usable, int whole, int points, int expected) {
        assertThat(new Strength(1, 2, usable, whole).missing(points)).isEqualTo(expected);
    }
}

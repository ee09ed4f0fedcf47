package lb.ha.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileLookTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatIsNotThereIsNothingWrong() throws Exception {
        assertThat(new FileLook(folder.resolve("drain")).see()).isZero();
        assertThat(new FileLook(folder.resolve("no/such/folder")).see()).isZero();
    }

    @Test
    void aFileThatIsNeededIsWrongOnceWhileItIsNotThereWhateverIsInIt() throws Exception {
        Path up = folder.resolve("up");
        assertThat(new NeededFileLook(up).see()).isEqualTo(1);
        assertThat(new NeededFileLook(folder.resolve("no/such/folder")).see()).isEqualTo(1);
        Files.writeString(up, "7");
        assertThat(new NeededFileLook(up).see()).isZero();
        assertThat(new NeededFileLook(folder).see()).isZero();
        assertThat(new NeededFileLook(up.resolve("below")).see()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} counts {1} times")
    @CsvSource({
        "'', 1",
        "'0', 0",
        "'1\n', 1",
        "'  3 \n', 3",
        "'254', 254",
        "'255', 254",
        "'999999999', 254",
        "'1000000000', 1",
        "'-3', 1",
        "'1.5', 1",
        "'maintenance since 3 a.m.', 1"
    })
    void aNumberInItSaysHowManyTimesItCounts(String text, int times) throws Exception {
        Path file = Files.writeString(folder.resolve("drain"), text);
        assertThat(new FileLook(file).see()).isEqualTo(times);
    }

    @Test
    void aLongFileIsNotRead() throws Exception {
        Path file = Files.writeString(folder.resolve("drain"), "7" + " ".repeat(1_000_000) + "x");
        assertThat(new FileLook(file).see()).isEqualTo(7);
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> new FileLook(folder).see())
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read file " + folder + ": Is a directory");
    }
}

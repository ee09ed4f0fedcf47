package lb.admin.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import lb.admin.problem.BrokenFileException;
import lb.admin.problem.SourceText;
import org.jspecify.annotations.Nullable;

/** Reads passwords and other secrets, from the file itself or from one of their own. */
final class Secrets {
    private Secrets() {}

    /** A password and the value that gave it. */
    record Secret(String text, Value from) {}

    /** The password; null when there is none, which is then said. */
    static @Nullable Secret read(Section section, Key<?> password, Key<?> passwordFile) {
        var direct = section.value(password);
        var file = section.value(passwordFile);
        if (direct != null && file != null) {
            file.wrong("expected: " + password.name() + " or " + passwordFile.name() + ", not both");
            return null;
        }
        if (direct != null) {
            var text = direct.scalar();
            if (text.isEmpty()) {
                direct.expected(password.form().expected());
                return null;
            }
            return new Secret(text.get(), direct);
        }
        if (file == null) {
            section.missing(password, password.form().expected() + ", or " + passwordFile.name());
            return null;
        }
        return fromFile(file);
    }

    private static @Nullable Secret fromFile(Value file) {
        var name = file.scalar();
        if (name.isEmpty()) {
            file.expected("a file");
            return null;
        }
        Path path;
        try {
            path = file.reading().file().resolveSibling(name.get());
        } catch (InvalidPathException e) {
            file.expected("a file");
            return null;
        }
        try {
            return new Secret(SourceText.readAll(path, name.get()).strip(), file);
        } catch (BrokenFileException e) {
            file.wrong(e.problem().message());
            return null;
        }
    }
}

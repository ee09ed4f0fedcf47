package lb.admin.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import lb.admin.rule.RuleFileException;
import lb.admin.rule.RuleFiles;
import lb.proxy.page.FixedResponse;

/**
 * The files that rules name.
 *
 * @param beside the configuration file, beside which relative names are
 */
record ConfigurationRuleFiles(Path beside) implements RuleFiles {
    private static final int LONGEST_RESPONSE = 64 * 1024;

    @Override
    public String read(String name, int most) throws RuleFileException {
        try {
            var path = beside.resolveSibling(name);
            if (!Files.isRegularFile(path)) {
                throw new RuleFileException(Files.exists(path) ? "it is not a plain file" : "there is no such file");
            }
            try (var in = Files.newInputStream(path)) {
                var bytes = in.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new RuleFileException("it is longer than " + Form.Size.text(most));
                }
                return new String(bytes, ISO_8859_1);
            }
        } catch (InvalidPathException e) {
            throw new RuleFileException("expected: a file");
        } catch (IOException e) {
            throw new RuleFileException("it cannot be read: " + e.getMessage());
        }
    }

    @Override
    public FixedResponse errorFile(String name) throws RuleFileException {
        try {
            return RawResponse.parse(read(name, LONGEST_RESPONSE));
        } catch (ValueException e) {
            throw new RuleFileException(e.detail());
        }
    }
}

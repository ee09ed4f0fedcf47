package lb.admin.rule;

import lb.proxy.page.FixedResponse;

/** The files that rules name: read once, when the configuration is. */
public interface RuleFiles {
    /**
     * The bytes of a file, each a character.
     *
     * @param name as written in the rule
     * @param most bytes that it may have
     * @throws RuleFileException if there is no such file, or it cannot be read or is longer
     */
    String read(String name, int most) throws RuleFileException;

    /**
     * The response that is the bytes of a file: an errorfile.
     *
     * @throws RuleFileException as the other, and if it is no response
     */
    FixedResponse errorFile(String name) throws RuleFileException;
}

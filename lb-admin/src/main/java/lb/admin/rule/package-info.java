/**
 * The language of HAProxy's rules and conditions, from words to records: ACLs, {@code http-request} and its kin, log-format
 * expressions in their arguments. It knows no file format: both that of lb and HAProxy's own give it words.
 */
package lb.admin.rule;

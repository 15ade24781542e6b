// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import org.election4j.spring.ElectionConfigurationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to change instead of printing a stack trace. */
final class ElectionFailureAnalyzer extends AbstractFailureAnalyzer<ElectionConfigurationException> {

    ElectionFailureAnalyzer() {}

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ElectionConfigurationException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), rootFailure);
    }
}

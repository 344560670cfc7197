#!/usr/bin/env node
import '../dist/cli/mnist-eval.js';

#!/usr/bin/env node
import '../dist/cli/program/mnist-eval.js';

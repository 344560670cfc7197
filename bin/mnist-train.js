#!/usr/bin/env node
import '../dist/cli/program/mnist-train.js';
